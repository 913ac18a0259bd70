using System.Security.Cryptography;

namespace Writ.Jose.Tests;

/// <summary>Makes tokens that the library itself would not: any header, any payload, properly signed.</summary>
internal static class Forge
{
    public static string Token(ECDsa key, string header, string payload)
    {
        var signed = $"{Part(header)}.{Part(payload)}";
        return $"{signed}.{Base64UrlText.Encode(key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public static string Part(string text) => Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(text));
}
