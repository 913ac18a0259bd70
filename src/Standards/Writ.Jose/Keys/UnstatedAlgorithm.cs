namespace Writ.Jose;

/// <summary>What an RSA key that states no algorithm is good for. An EC key's curve says it in any case.</summary>
public enum UnstatedAlgorithm
{
    /// <summary>RS256 alone, as OpenID Connect has it.</summary>
    Rs256 = 0,

    /// <summary>Each of the RSA algorithms, as SPIFFE has it: its keys normally state none.</summary>
    AnyOfRsa,
}
