using System.Net.Http.Headers;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The session id that a server gives: visible ASCII, as the specification says, so that it can be sent back as a header and nothing else.</summary>
internal static class UpstreamSessionId
{
    private const int MaxLength = 1024;

    public static string? Read(HttpResponseHeaders headers, string name, Slug server)
    {
        if (!headers.TryGetValues(name, out var values))
        {
            return null;
        }

        return values.ToArray() is [{ Length: > 0 and <= MaxLength } id] && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? id
            : throw new UpstreamException(UpstreamFault.Malformed, $"the server `{server}` gave a session id that is none");
    }
}
