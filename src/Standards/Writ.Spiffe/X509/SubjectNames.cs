using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Writ.Spiffe;

/// <summary>Reads and writes the subject alternative names that carry a SPIFFE id (RFC 5280 §4.2.1.6), without any rewriting of the URI on the way.</summary>
internal static class SubjectNames
{
    private const string Oid = "2.5.29.17";
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    /// <summary>The URIs of a certificate, in order; null when the extension is there and malformed, or there twice.</summary>
    public static List<string>? Uris(X509ExtensionCollection extensions)
    {
        var found = new List<string>();
        var seen = false;
        foreach (var extension in extensions)
        {
            if (extension.Oid?.Value is not Oid)
                continue;
            if (seen || !TryRead(extension.RawData, found))
                return null;
            seen = true;
        }
        return found;
    }

    /// <summary>The extension for an id, and beside it names of the host for clients that look for those.</summary>
    public static X509Extension Of(SpiffeId id, ReadOnlySpan<string> dnsNames, ReadOnlySpan<System.Net.IPAddress> addresses, bool isCritical)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, id.ToString(), Uri);
            foreach (var name in dnsNames)
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, DnsName);
            foreach (var address in addresses)
                writer.WriteOctetString(address.GetAddressBytes(), IpAddress);
        }
        return new X509Extension(new Oid(Oid), writer.Encode(), isCritical);
    }

    private static bool TryRead(byte[] encoded, List<string> uris)
    {
        try
        {
            var reader = new AsnReader(encoded, AsnEncodingRules.DER);
            var names = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(Uri))
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                else
                    names.ReadEncodedValue();
            }
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
