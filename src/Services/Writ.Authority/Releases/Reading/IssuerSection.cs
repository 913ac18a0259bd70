using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads one identity provider of `writ.yaml`.</summary>
internal static class IssuerSection
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(24);
    private static readonly (string Word, IssuerUse Value)[] Uses = [("subject", IssuerUse.Subject), ("workload", IssuerUse.Workload)];

    public static void Read(YamlNode.Scalar key, YamlNode value, string folder, Draft draft)
    {
        var problems = draft.Problems;
        var name = Section.AsName(key, problems);
        draft.DeclareIssuer(name, key.At);
        if (Section.Of(value, $"issuer `{key.Value}`", problems) is not { } section)
        {
            return;
        }

        var issuer = AddressText.Read(section, "issuer", required: true);
        var audience = section.Text("audience");
        var use = Use(section);
        var subject = section.Text("subject_claim", required: false);
        var age = section.Duration("max_age", LongestAge);
        var repeat = section.Truth("reuse");
        var keys = AddressText.Read(section, "jwks_uri", required: false);
        var anchors = draft.Anchors(section, "ca_file", folder);
        section.Close();
        if (issuer is not { } known || audience is null || use is IssuerUse.None || name.IsDefault)
        {
            return;
        }

        if (known.Address.Query.Length > 0)
        {
            problems.Add("W1061", known.Text.At, "`issuer` has a query", "write the identifier as it stands in the issuer's tokens, as `iss`");
            return;
        }

        var made = new IssuerRegistration(name, known.Text.Value, audience.Value, use) { KeysAddress = keys?.Address, Anchors = anchors, MayRepeat = repeat is true };
        made = subject is null ? made : made with { SubjectClaim = subject.Value };
        made = age is { } most ? made with { MaxAge = most } : made;

        // What is issued for one use must be worth nothing for the other, so something in the token has to tell them apart.
        if (draft.Issuers.Values.FirstOrDefault(other => other.Issuer == made.Issuer && (other.Use == made.Use || other.Audience == made.Audience)) is { } twin)
        {
            problems.Add("W1060", key.At, $"issuers `{twin.Name}` and `{name}` take the same tokens", "give each another `audience` and another `use`, or remove one");
            return;
        }

        draft.Issuers[name] = made;
    }

    private static IssuerUse Use(Section section)
    {
        var found = IssuerUse.None;
        foreach (var item in section.List("use"))
        {
            if (Section.AsText(item, "a use", section.Problems) is not { } text || Section.AsWord(text, "use", section.Problems, Uses) is not (not IssuerUse.None and var use))
            {
                continue;
            }

            if (found is not IssuerUse.None)
            {
                section.Problems.Add("W1060", item.At, "an issuer has one use: a token for a person must not pass for a workload", "register it twice, under two names and with two audiences");
                return IssuerUse.None;
            }

            found = use;
        }

        return found;
    }
}
