using System.Buffers;
using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads the headers that Writ adds to each request to a server over HTTP. Those that the connection or the protocol speaks by are not for a release to say.</summary>
internal static class HeaderSection
{
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // RFC 9110 §7.6.1 and what HTTP clients and MCP (Streamable HTTP) set themselves.
    private static readonly string[] Refused = ["host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect", "accept", "cookie", "last-event-id"];
    private static readonly string[] RefusedPrefixes = ["mcp-", "content-", "proxy-", "sec-", ":"];

    public static (ImmutableSortedDictionary<string, string> Literal, ImmutableSortedDictionary<string, SecretUse> Secret) Read(Section http, Draft draft)
    {
        var literal = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        var secret = ImmutableSortedDictionary.CreateBuilder<string, SecretUse>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in http.Entries("headers", required: false))
        {
            var name = key.Value;
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) || Refused.Contains(name, StringComparer.OrdinalIgnoreCase)
                || RefusedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || literal.ContainsKey(name) || secret.ContainsKey(name))
            {
                http.Problems.Add("W1081", key.At, $"`{name}` is not a header that a release may set once", "use `Authorization`, or a header of the server's own");
            }
            else if (value is YamlNode.Mapping mapping)
            {
                if (SecretSection.ReadUse(mapping, $"header `{name}`", mayHavePrefix: true, draft) is { } use)
                {
                    secret[name] = use;
                }
            }
            else if (Section.AsText(value, $"header `{name}`", http.Problems) is { } text && !ServerSection.HasPlaceholder(text, http.Problems))
            {
                literal[name] = text.Value;
            }
        }

        foreach (var (name, value) in literal.Select(static h => (h.Key, h.Value)).Concat(secret.Select(static h => (h.Key, h.Value.Prefix))))
        {
            if (value.Any(static c => c is < ' ' or > '~'))
            {
                http.Problems.Add("W1081", http.At, $"the value of header `{name}` is not plain text", "use printable ASCII characters alone");
            }
        }

        return (literal.ToImmutable(), secret.ToImmutable());
    }
}
