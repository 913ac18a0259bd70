using System.Security.Cryptography;

namespace Writ.Jose;

/// <summary>What an algorithm is called on the wire (RFC 7518 §3.1), in exactly these letters, and what it hashes with.</summary>
internal static class AlgorithmName
{
    public static JwsAlgorithm Read(string name) => name switch
    {
        "ES256" => JwsAlgorithm.ES256,
        "ES384" => JwsAlgorithm.ES384,
        "ES512" => JwsAlgorithm.ES512,
        "RS256" => JwsAlgorithm.RS256,
        "RS384" => JwsAlgorithm.RS384,
        "RS512" => JwsAlgorithm.RS512,
        "PS256" => JwsAlgorithm.PS256,
        "PS384" => JwsAlgorithm.PS384,
        "PS512" => JwsAlgorithm.PS512,
        _ => JwsAlgorithm.Unspecified,
    };

    public static HashAlgorithmName Hash(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.ES256 or JwsAlgorithm.RS256 or JwsAlgorithm.PS256 => HashAlgorithmName.SHA256,
        JwsAlgorithm.ES384 or JwsAlgorithm.RS384 or JwsAlgorithm.PS384 => HashAlgorithmName.SHA384,
        JwsAlgorithm.ES512 or JwsAlgorithm.RS512 or JwsAlgorithm.PS512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "no algorithm"),
    };
}
