using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Writ.Domain.Tests.Scopes;
using Writ.Spiffe;

namespace Writ.Domain.Tests.Releases;

/// <summary>A release that says something of everything, and others that differ from it in one thing.</summary>
internal static class SomeReleases
{
    private static readonly Slug Support = Slug.Parse("support");
    private static readonly Slug Work = Slug.Parse("work");
    private static readonly Slug Files = Slug.Parse("files");
    private static readonly Slug Crm = Slug.Parse("crm");
    private static readonly Slug Token = Slug.Parse("token");
    private static readonly Slug Corp = Slug.Parse("corp");
    private static readonly Slug More = Slug.Parse("more");
    private static readonly Slug[] Names = [Support, Work, More];

    // Few names and few values, so that the two meet often.
    private static readonly Gen<Release> Any =
        from agents in Gen.SubListOf(Names)
        from tier in Gen.Elements(Tier.Low, Tier.High)
        from intents in Gen.SubListOf(Names)
        from ceiling in Generate.Scope
        from meet in Gen.Elements(true, false)
        from minutes in Gen.Choose(1, 3)
        from calls in Gen.Choose(1, 3)
        from signing in Gen.Elements(null, Rules(1, 2, "alice", "bob"), Rules(2, 2, "alice", "bob"), Rules(1, 2, "alice", "carol"))
        let scope = meet ? Sample().Intents[Work].Ceiling.Intersect(ceiling) : ceiling
        from number in Gen.Choose(0, int.MaxValue)
        select Named(
            Sample() with
            {
                Agents = agents.ToImmutableSortedDictionary(static n => n, n => new AgentRegistration(n, "owner", "purpose", tier, [.. intents])),
                Intents = intents.ToImmutableSortedDictionary(static n => n, n => Intent(n) with { Ceiling = scope, Deadline = TimeSpan.FromMinutes(minutes), Budget = new Budget(calls, 1, 0) }),
                Signing = signing,
            },
            $"{number}");

    public static readonly Gen<(Release A, Release B)> Two = from a in Any from b in Any from same in Gen.Frequency((1, Gen.Constant(true)), (9, Gen.Constant(false))) select (a, same ? a : b);

    public static Release Sample() => new()
    {
        Id = ReleaseId.Of(Digest256.Sha256("sample"u8)),
        Content = default,
        TrustDomain = TrustDomain.Parse("example.org"),
        Agents = Of((Support, new AgentRegistration(Support, "team", "answers", Tier.Medium, [Work]))),
        Servers = Of<ServerRegistration>(
            (Files, new ServerRegistration.Stdio(Files) { Command = ["node", "a"], Directory = "/x", Environment = Texts(("A", "b")) }),
            (Crm, new ServerRegistration.Http(Crm) { Endpoint = new Uri("http://127.0.0.1/mcp") })),
        Secrets = Of<SecretSource>((Token, new SecretSource.Store())),
        Intents = Of((Work, Intent(Work))),
        Catalogue = ImmutableDictionary<ActionName, ToolClass>.Empty.Add(Given.Name("files/read"), new ToolClass(Given.Name("files/read"), Effects.Read, ResourceTemplate.Read("Case", "path", "{case}/**", "case", out _))),
        Issuers = Of((Corp, new IssuerRegistration(Corp, "https://login.example", "writ", IssuerUse.Subject))),
        Policies = [],
    };

    public static Release Named(Release release, string name) => release with { Id = ReleaseId.Of(Digest256.Sha256(Encoding.UTF8.GetBytes(name))) };

    public static SignerRules Rules(int tighten, int loosen, params string[] names) => new(
        names.Select(static n => Slug.Parse(n)).ToImmutableSortedDictionary(static n => n, static n => new SignerRegistration(n, $"thumbprint of {n}", "{}")), tighten, loosen);

    public static Release Changed(Release r, string change) => change switch
    {
        "agent-added" => r with { Agents = r.Agents.Add(Slug.Parse("other"), r.Agents[Support] with { Name = Slug.Parse("other") }) },
        "agent-intent" => r with { Agents = r.Agents.SetItem(Support, r.Agents[Support] with { Intents = [Work, More] }) },
        "agent-tier" => r with { Agents = r.Agents.SetItem(Support, r.Agents[Support] with { Tier = Tier.Low }) },
        "agent-purpose" => r with { Agents = r.Agents.SetItem(Support, r.Agents[Support] with { Purpose = "else" }) },
        "intent-added" => r with { Intents = r.Intents.Add(More, Intent(More)) },
        "ceiling" => Working(r, static i => i with { Ceiling = Ceiling("files/*") }),
        "ceiling-other" => Working(r, static i => i with { Ceiling = Ceiling("crm/*") }),
        "deadline" => Working(r, static i => i with { Deadline = TimeSpan.FromMinutes(31) }),
        "idle" => Working(r, static i => i with { Idle = TimeSpan.FromMinutes(6) }),
        "budget" => Working(r, static i => i with { Budget = new Budget(10, 2, 0) }),
        "delegation-to" => Working(r, static i => i with { Delegation = i.Delegation! with { To = [.. i.Delegation.To, Slug.Parse("third")] } }),
        "delegation-depth" => Working(r, static i => i with { Delegation = i.Delegation! with { Depth = 2 } }),
        "delegation-fan-out" => Working(r, static i => i with { Delegation = i.Delegation! with { FanOut = 9 } }),
        "parameters" => Working(r, static i => i with { Parameters = [new IntentParameter("ticket", ParameterType.String, Required: true)] }),
        "server-added" => r with { Servers = r.Servers.Add(More, new ServerRegistration.Http(More) { Endpoint = new Uri("http://127.0.0.1/") }) },
        "command" => r with { Servers = r.Servers.SetItem(Files, (ServerRegistration.Stdio)r.Servers[Files] with { Command = ["node", "b"] }) },
        "environment" => r with { Servers = r.Servers.SetItem(Files, (ServerRegistration.Stdio)r.Servers[Files] with { Environment = Texts(("A", "secret")) }) },
        "address" => r with { Servers = r.Servers.SetItem(Crm, (ServerRegistration.Http)r.Servers[Crm] with { Endpoint = new Uri("http://127.0.0.1/x") }) },
        "header" => r with { Servers = r.Servers.SetItem(Crm, (ServerRegistration.Http)r.Servers[Crm] with { Headers = Texts(("A", "secret")) }) },
        "secret-given" => r with { Servers = r.Servers.SetItem(Crm, (ServerRegistration.Http)r.Servers[Crm] with { SecretHeaders = ImmutableSortedDictionary<string, SecretUse>.Empty.Add("Authorization", new SecretUse(Token, "")) }) },
        "secret-added" => r with { Secrets = r.Secrets.Add(More, new SecretSource.Store()) },
        "secret-source" => r with { Secrets = r.Secrets.SetItem(Token, new SecretSource.Variable("X")) },
        "tool-added" => r with { Catalogue = r.Catalogue.Add(Given.Name("files/write"), new ToolClass(Given.Name("files/write"), Effects.Write, null)) },
        "tool-effects" => Tool(r, static t => t with { Effects = Effects.Write }),
        "tool-resource" => Tool(r, static t => t with { Resource = null }),
        "workload" => r with { Workloads = [new WorkloadRegistration(WorkloadPath.Parse("job/a"), [Selector.TryParse("unix:uid:1", out var selector, out _) ? selector : throw new FormatException()], false)] },
        "issuer-added" => r with { Issuers = r.Issuers.Add(More, r.Issuers[Corp] with { Name = More }) },
        "issuer-age" => r with { Issuers = r.Issuers.SetItem(Corp, r.Issuers[Corp] with { MaxAge = TimeSpan.FromHours(2) }) },
        "issuer-repeat" => r with { Issuers = r.Issuers.SetItem(Corp, r.Issuers[Corp] with { MayRepeat = true }) },
        "issuer-audience" => r with { Issuers = r.Issuers.SetItem(Corp, r.Issuers[Corp] with { Audience = "else" }) },
        "federation" => r with { Federation = [new FederationRegistration(TrustDomain.Parse("other.example"), new Uri("https://other.example"), BundleProfile.Web)] },
        "signing-on" => r with { Signing = Rules(1, 2, "alice", "bob") },
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static Intent Intent(Slug name) => new()
    {
        Name = name,
        Purpose = "works",
        Owner = "team",
        Tier = Tier.Low,
        Parameters = [],
        Deadline = TimeSpan.FromMinutes(30),
        Idle = TimeSpan.FromMinutes(5),
        Budget = new Budget(10, 1, 0),
        Ceiling = Ceiling("files/read"),
        Delegation = new DelegationRule([Slug.Parse("helper")], 1, 8),
    };

    private static Scope Ceiling(string action) => new(
        [new ScopeEntry([ActionPattern.TryParse(action, out var a) ? a : throw new FormatException()], [ResourcePattern.TryParse("*", out var r) ? r : throw new FormatException()], ImmutableSortedDictionary<string, Constraint>.Empty)]);

    private static Release Working(Release r, Func<Intent, Intent> change) => r with { Intents = r.Intents.SetItem(Work, change(r.Intents[Work])) };

    private static Release Tool(Release r, Func<ToolClass, ToolClass> change) => r with { Catalogue = r.Catalogue.SetItem(Given.Name("files/read"), change(r.Catalogue[Given.Name("files/read")])) };

    private static ImmutableSortedDictionary<Slug, T> Of<T>(params (Slug Name, T Value)[] items) => items.ToImmutableSortedDictionary(static i => i.Name, static i => i.Value);

    private static ImmutableSortedDictionary<string, string> Texts(params (string Name, string Value)[] items) => items.ToImmutableSortedDictionary(static i => i.Name, static i => i.Value, StringComparer.Ordinal);
}
