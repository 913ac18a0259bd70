using System.Globalization;
using System.Text;
using Writ.Authority.Issuers;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Joining;

/// <summary>Holds a verified token of an identity provider against the registration entries of a release: an entry matches when all its selectors hold.</summary>
internal static class ClaimSelectors
{
    /// <summary>The one class that the token's holder is of; the zero value when it is of none, or of more than one.</summary>
    public static WorkloadPath PathOf(Release release, IssuerTokenVerification.Verified token) =>
        Matched(release, token).Select(static w => w.Path).Distinct().Take(2).ToList() is [var only] ? only : default;

    /// <summary>The SHA-256 of the selectors of the first entry that held; the zero value when none did. By it the entry is found again.</summary>
    public static Digest256 DigestOf(Release release, IssuerTokenVerification.Verified token) => Matched(release, token).Select(DigestOf).FirstOrDefault();

    /// <summary>Whether the release still has the very entry by which an instance joined. What its claims were is not kept, so another entry of its class proves nothing.</summary>
    public static bool StillDescribe(Release release, AttestedInstance instance) =>
        !instance.Selectors.IsDefault && release.Workloads.Any(w => w.IsRemote && w.Path == instance.Path && DigestOf(w) == instance.Selectors);

    // A line each, in their order.
    private static Digest256 DigestOf(WorkloadRegistration entry) => Digest256.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', entry.Selectors)));

    private static IEnumerable<WorkloadRegistration> Matched(Release release, IssuerTokenVerification.Verified token) =>
        release.Workloads.Where(w => w.IsRemote && w.Selectors.All(s => s.Issuer == token.Name && Holds(s, token.Token.Claims)));

    // A text, a number or a truth value as JSON writes it, or a list of texts of which it is one.
    private static bool Holds(Selector selector, ClaimSet claims) =>
        (claims.TryGetStrings(selector.Claim, out var texts) && texts.Contains(selector.Value, StringComparer.Ordinal))
        || (claims.TryGetInt64(selector.Claim, out var number) && number.ToString(CultureInfo.InvariantCulture) == selector.Value)
        || (claims.TryGetBoolean(selector.Claim, out var truth) && (truth ? "true" : "false") == selector.Value);
}
