using System.Diagnostics.CodeAnalysis;

namespace Writ.Jose;

/// <summary>The protected header of a token (RFC 7515 §4). It says what the token claims, not what is believed.</summary>
public sealed class JwsHeader
{
    private JwsHeader(JwsAlgorithm algorithm, string? type, string? keyId, ClaimSet members) =>
        (Algorithm, Type, KeyId, Members) = (algorithm, type, keyId, members);

    /// <summary>The algorithm the token names (§4.1.1).</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary>The token's type, <c>typ</c>, as written (§4.1.9).</summary>
    public string? Type { get; }

    /// <summary>The id of the key that is said to have signed, <c>kid</c> (§4.1.4).</summary>
    public string? KeyId { get; }

    /// <summary>All parameters.</summary>
    public ClaimSet Members { get; }

    /// <summary>Whether the type is the one given, as media types compare: without regard to case or to a leading <c>application/</c> (§4.1.9).</summary>
    public bool IsOfType(string type) => Type is not null && Short(Type).Equals(Short(type), StringComparison.OrdinalIgnoreCase);

    internal static JoseRefusal Read(ReadOnlyMemory<byte> utf8, out JwsHeader? header)
    {
        header = null;
        if (!ClaimSet.TryAdopt(utf8, out var members, out var refusal))
            return refusal;
        if (members.Contains("crit"))
            return JoseRefusal.CriticalExtension;
        if (members.Contains("b64"))
            return JoseRefusal.UnencodedPayload;
        if (!members.Contains("alg"))
            return JoseRefusal.AlgorithmMissing;
        if (!members.TryGetString("alg", out var name) || !TryGetOptional(members, "typ", out var type) || !TryGetOptional(members, "kid", out var keyId))
            return JoseRefusal.HeaderMalformed;
        var algorithm = AlgorithmName.Read(name);
        if (algorithm is JwsAlgorithm.Unspecified)
            return name.Equals("none", StringComparison.OrdinalIgnoreCase) ? JoseRefusal.AlgorithmNone : JoseRefusal.AlgorithmUnsupported;
        header = new JwsHeader(algorithm, type, keyId, members);
        return JoseRefusal.None;
    }

    private static bool TryGetOptional(ClaimSet members, string name, [MaybeNull] out string? value) =>
        members.TryGetString(name, out value) || !members.Contains(name);

    private static ReadOnlySpan<char> Short(ReadOnlySpan<char> type)
    {
        const string Prefix = "application/";
        var rest = type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type;
        return rest.Contains('/') ? type : rest;
    }
}
