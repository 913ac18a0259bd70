using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads `writ.yaml`: the trust domain, the agents, the secrets, the servers, the workloads, the identity providers, the trust domains that are federated with, and who signs.</summary>
internal static class MainFile
{
    public static void Read(YamlNode.Mapping root, string folder, Draft draft)
    {
        var main = new Section(root, draft.Problems, "writ.yaml");
        if (main.Text("trust_domain") is { } domain)
        {
            if (TrustDomain.TryParse(domain.Value, out var parsed, out var error))
            {
                draft.TrustDomain = parsed;
            }
            else
            {
                draft.Problems.Add("W1007", domain.At, $"`{domain.Value}` is not a trust domain: {error.Describe()}", "use a name of lower-case letters, digits, dots and hyphens, as in `support.example`");
            }
        }

        foreach (var (key, value) in main.Entries("agents", required: true))
        {
            ReadAgent(key, value, draft);
        }

        foreach (var (key, value) in main.Entries("secrets", required: false))
        {
            var name = Section.AsName(key, draft.Problems);
            draft.DeclareSecret(name, key.At);
            if (SecretSection.Read(name, value, draft.Problems) is { } source)
            {
                draft.Secrets[name] = source;
            }
        }

        foreach (var (key, value) in main.Entries("servers", required: false))
        {
            var name = Section.AsName(key, draft.Problems);
            draft.DeclareServer(name, key.At);
            if (ServerSection.Read(name, value, folder, draft) is { } server)
            {
                draft.Servers[name] = server;
            }
        }

        WorkloadsSection.Read(main, draft);

        foreach (var (key, value) in main.Entries("issuers", required: false))
        {
            IssuerSection.Read(key, value, folder, draft);
        }

        foreach (var (key, value) in main.Entries("federation", required: false))
        {
            FederationSection.Read(key, value, folder, draft);
        }

        draft.Signing = SigningSection.Read(main);
        draft.BundleEndpoint = FederationSection.ReadEndpoint(main, folder);
        main.Close();
    }

    private static void ReadAgent(YamlNode.Scalar key, YamlNode value, Draft draft)
    {
        var name = Section.AsName(key, draft.Problems);
        draft.DeclareAgent(name, key.At);
        if (Section.Of(value, $"agent `{key.Value}`", draft.Problems) is not { } agent)
        {
            return;
        }

        var owner = agent.Text("owner");
        var purpose = agent.Text("purpose");
        var tier = agent.Word("tier", Draft.TierWords);
        var intents = ImmutableSortedSet.CreateBuilder<Slug>();
        foreach (var item in agent.List("intents", mayBeEmpty: true))
        {
            if (Section.AsText(item, "an intent's name", draft.Problems) is { } text && Section.AsName(text, draft.Problems) is { IsDefault: false } intent)
            {
                draft.UseIntent(intent, text.At);
                if (!intents.Add(intent))
                {
                    draft.Problems.Add("W1009", text.At, $"agent `{name}` names intent `{intent}` twice", "remove one of them");
                }
            }
        }

        agent.Close();
        if (!name.IsDefault && owner is not null && purpose is not null)
        {
            draft.Agents[name] = new AgentRegistration(name, owner.Value, purpose.Value, tier, intents.ToImmutable());
        }
    }
}
