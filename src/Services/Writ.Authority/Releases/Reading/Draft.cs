using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Releases.Reading;

/// <summary>A release while its files are read. What is declared counts even where its declaration has mistakes, so that one mistake is not reported again wherever the name is used.</summary>
/// <param name="kept">The files of a release that the store kept, when it is read from there: what `writ.yaml` names elsewhere is taken from them, and never from the disk.</param>
internal sealed class Draft(IReadOnlyDictionary<string, ConfigFile>? kept = null)
{
    private static readonly (string Word, Tier Value)[] Tiers = [("low", Tier.Low), ("medium", Tier.Medium), ("high", Tier.High)];

    private readonly Dictionary<Slug, Place> agents = [];
    private readonly Dictionary<Slug, Place> servers = [];
    private readonly Dictionary<Slug, Place> intents = [];
    private readonly Dictionary<Slug, Place> secrets = [];
    private readonly List<(Slug Name, Place At)> secretsUsed = [];
    private readonly Dictionary<Slug, Place> issuers = [];
    private readonly List<(Slug Name, Place At)> agentsUsed = [];
    private readonly List<(Slug Name, Place At)> issuersUsed = [];
    private readonly List<(Slug Name, Place At)> serversUsed = [];
    private readonly List<(Slug Name, Place At)> intentsUsed = [];

    public Problems Problems { get; } = new();

    public TrustDomain TrustDomain { get; set; }

    public SortedDictionary<Slug, AgentRegistration> Agents { get; } = [];

    public SortedDictionary<Slug, ServerRegistration> Servers { get; } = [];

    public SortedDictionary<Slug, SecretSource> Secrets { get; } = [];

    public SortedDictionary<Slug, Intent> Intents { get; } = [];

    public SortedDictionary<Slug, IssuerRegistration> Issuers { get; } = [];

    public SortedDictionary<string, FederationRegistration> Federation { get; } = new(StringComparer.Ordinal);

    public BundleEndpointRegistration? BundleEndpoint { get; set; }

    public SignerRules? Signing { get; set; }

    /// <summary>Files that writ.yaml names and that say whom to believe: they are as much of the release as it is.</summary>
    public SortedDictionary<string, ConfigFile> Attached { get; } = new(StringComparer.Ordinal);

    public Dictionary<ActionName, (ToolClass Class, Place At)> Catalogue { get; } = [];

    public static ReadOnlySpan<(string Word, Tier Value)> TierWords => Tiers;

    public List<WorkloadRegistration> Workloads { get; } = [];

    // Twice is a key twice, and said of the YAML.
    public void DeclareAgent(Slug name, Place at) => agents.TryAdd(name, at);

    public void DeclareServer(Slug name, Place at) => Declare(servers, "server", name, at);

    public void DeclareIntent(Slug name, Place at) => Declare(intents, "intent", name, at);

    public void DeclareSecret(Slug name, Place at) => Declare(secrets, "secret", name, at);

    public void UseSecret(Slug name, Place at) => secretsUsed.Add((name, at));

    public void DeclareIssuer(Slug name, Place at) => Declare(issuers, "issuer", name, at);

    /// <summary>An issuer's tokens are to say what a workload is.</summary>
    public void UseIssuer(Slug name, Place at) => issuersUsed.Add((name, at));

    public void UseAgent(Slug name, Place at) => agentsUsed.Add((name, at));

    public void UseServer(Slug name, Place at) => serversUsed.Add((name, at));

    public void UseIntent(Slug name, Place at) => intentsUsed.Add((name, at));

    /// <summary>The bytes of a file that a key names, against the config folder; null when the key is absent or the file cannot be read.</summary>
    public (Place At, ConfigFile File)? Attach(Section section, string key, string folder)
    {
        if (section.Text(key, required: false) is not { } text)
        {
            return null;
        }

        var name = $"attached/{text.Value}";
        if (!Attached.TryGetValue(name, out var file) && FindFile(name, Path.GetFullPath(text.Value, folder), text.At) is { } read)
        {
            Attached.Add(name, file = read);
        }

        return file is null ? null : (text.At, file);
    }

    /// <summary>The authorities in a file that a key names; null when the key is absent or the file holds none.</summary>
    public TrustAnchors? Anchors(Section section, string key, string folder)
    {
        if (Attach(section, key, folder) is not { } found)
        {
            return null;
        }

        if (!TrustAnchors.TryParse(found.File.Text, out var anchors))
        {
            Problems.Add("W1062", found.At, $"`{key}` holds no certificates of authorities", $"name a PEM file of 1 to {TrustAnchors.MaxCertificates} CA certificates, without any private key");
        }

        return anchors;
    }

    /// <summary>Adds a problem for each name that is used and not declared. Servers are declared in writ.yaml alone, so without it nothing can be said of them.</summary>
    public void CheckReferences(bool mainRead)
    {
        if (mainRead)
        {
            Check("secret", secrets, secretsUsed, static name => $"add `{name}` below `secrets:` in writ.yaml");
            Check("issuer", issuers, issuersUsed, static name => $"add `{name}` below `issuers:` in writ.yaml");
            foreach (var (name, at) in issuersUsed.Where(used => Issuers.TryGetValue(used.Name, out var issuer) && issuer.Use != IssuerUse.Workload))
            {
                Problems.Add("W1073", at, $"issuer `{name}` is registered for another use than workloads, so nothing could match", "register it under another name with `use: [workload]`");
            }

            Check("agent", agents, agentsUsed, static name => $"add `{name}` below `agents:` in writ.yaml");
            Check("server", servers, serversUsed, static name => $"add `{name}` below `servers:` in writ.yaml");
        }

        Check("intent", intents, intentsUsed, static name => $"add intents/{name}.yaml");
    }

    /// <summary>The release of these files; asked only when there was no problem.</summary>
    public Release ToRelease(ReadOnlyMemory<byte> content, ImmutableArray<PolicyFile> policies) => new()
    {
        Id = ReleaseId.Of(Digest256.Sha256(content.Span)),
        Content = content,
        TrustDomain = TrustDomain,
        Agents = Agents.ToImmutableSortedDictionary(),
        Servers = Servers.ToImmutableSortedDictionary(),
        Secrets = Secrets.ToImmutableSortedDictionary(),
        Workloads = [.. Workloads],
        Intents = Intents.ToImmutableSortedDictionary(),
        Issuers = Issuers.ToImmutableSortedDictionary(),
        Federation = [.. Federation.Values],
        BundleEndpoint = BundleEndpoint,
        Signing = Signing,
        Catalogue = Catalogue.ToImmutableDictionary(static c => c.Key, static c => c.Value.Class),
        Policies = policies,
    };

    private ConfigFile? FindFile(string name, string path, Place at)
    {
        if (kept is null)
        {
            return ConfigFiles.ReadOne(name, path, at, Problems);
        }

        if (kept.GetValueOrDefault(name) is { } file)
        {
            return file;
        }

        Problems.Add("W1001", at, $"there is no `{name}` in the release", "it was kept without it: use another release");
        return null;
    }

    private void Declare(Dictionary<Slug, Place> declared, string kind, Slug name, Place at)
    {
        if (!name.IsDefault && !declared.TryAdd(name, at))
        {
            Problems.Add("W1009", at, $"{kind} `{name}` is declared twice; first in {declared[name].File}", "remove or rename one of them");
        }
    }

    private void Check(string kind, Dictionary<Slug, Place> declared, List<(Slug Name, Place At)> used, Func<Slug, string> add)
    {
        foreach (var (name, at) in used.Where(u => !u.Name.IsDefault && !declared.ContainsKey(u.Name)))
        {
            var nearest = Nearest.Find(name.ToString(), declared.Keys.Select(static k => k.ToString()));
            Problems.Add("W1008", at, $"no {kind} `{name}` is declared", nearest is null ? add(name) : $"did you mean `{nearest}`? otherwise {add(name)}");
        }
    }
}
