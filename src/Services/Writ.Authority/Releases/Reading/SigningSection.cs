using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads `release:` of `writ.yaml`: who signs the release that comes after this one, and how many of them.</summary>
internal static class SigningSection
{
    private const int MaxSigners = 16;

    public static SignerRules? Read(Section main)
    {
        if (main.Child("release", required: false) is not { } section)
        {
            return null;
        }

        var signers = ImmutableSortedDictionary.CreateBuilder<Slug, SignerRegistration>();
        var items = section.List("signers");
        foreach (var item in items)
        {
            ReadSigner(item, signers, section.Problems);
        }

        var require = section.Child("require", required: false);
        var tighten = require?.Number("tighten", 1, MaxSigners, required: false) ?? 1;
        var loosen = require?.Number("loosen", 1, MaxSigners, required: false) ?? 2;
        require?.Close();
        section.Close();
        if (items.Length > MaxSigners)
        {
            section.Problems.Add("W1084", section.At, $"there are more than {MaxSigners} signers", "name fewer");
        }
        else if (loosen < tighten)
        {
            section.Problems.Add("W1084", (require ?? section).At, $"loosening would need {loosen} signatures and tightening {tighten}", "let `loosen` be at least `tighten`");
        }
        else if (items.Length > 0 && items.Length < loosen)
        {
            section.Problems.Add("W1084", (require ?? section).At, $"loosening needs {loosen} signatures and there {(items.Length == 1 ? "is 1 signer" : $"are {items.Length} signers")}, so nothing could ever be loosened", $"name {loosen} signers or more, or write `require: {{ loosen: {items.Length} }}`");
        }

        return new SignerRules(signers.ToImmutable(), (int)tighten, (int)loosen);
    }

    private static void ReadSigner(YamlNode item, ImmutableSortedDictionary<Slug, SignerRegistration>.Builder signers, Problems problems)
    {
        if (Section.Of(item, "a signer", problems) is not { } section)
        {
            return;
        }

        var name = section.Name("name");
        var key = section.Find("key", required: true);
        section.Close();
        if (name.IsDefault || key is null)
        {
            return;
        }

        if (ReadKey(key, name, problems) is not { } read)
        {
            return;
        }

        var thumbprint = read.Thumbprint.ToString();
        if (signers.Values.FirstOrDefault(s => string.Equals(s.Thumbprint, thumbprint, StringComparison.Ordinal)) is { } same)
        {
            problems.Add("W1085", key.At, $"signers `{same.Name}` and `{name}` have one key, so one of them would count as two", "give each a key of their own: `writ release key`");
        }
        else if (!signers.TryAdd(name, new SignerRegistration(name, thumbprint, read.ToString())))
        {
            problems.Add("W1009", section.At, $"signer `{name}` is declared twice", "remove or rename one of them");
        }
    }

    private static PublicJwk? ReadKey(YamlNode node, Slug name, Problems problems)
    {
        if (node is not YamlNode.Mapping mapping)
        {
            problems.Add("W1006", node.At, $"the key of signer `{name}` is {node.What}, not a mapping", "write the line that `writ release key` printed");
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (member, value) in mapping.Entries)
            {
                // A coordinate is text, also where a YAML reader would take it for a number.
                if (value is YamlNode.Scalar scalar)
                {
                    json.WriteString(member.Value, scalar.Value);
                }
            }

            json.WriteEndObject();
        }

        if (PublicJwk.TryParse(buffer.WrittenSpan, out var key, out var refusal) && key.Algorithm == JwsAlgorithm.ES256)
        {
            return key;
        }

        problems.Add(
            "W1083", node.At, $"the key of signer `{name}` cannot be used: {(key is null ? refusal.Describe() : "it is not an EC key on P-256")}", "write the line that `writ release key` printed, and never a private key");
        return null;
    }
}
