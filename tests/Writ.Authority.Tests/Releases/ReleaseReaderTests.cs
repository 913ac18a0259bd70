using System.Collections.Immutable;
using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

public sealed class ReleaseReaderTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly ReleaseFolder folder;

    public ReleaseReaderTests() => folder = SampleRelease.Write(home);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Read_SoundFolder_HoldsEverythingThatWasWritten()
    {
        var release = SampleRelease.Read(folder);

        Assert.Equal("support.example", release.TrustDomain.ToString());
        var agent = release.Agents[Slug.Parse("support-agent")];
        Assert.Equal(("team-support", "answers tickets", Tier.Medium), (agent.Owner, agent.Purpose, agent.Tier));
        Assert.Equal([Slug.Parse("resolve-ticket")], agent.Intents);

        var files = Assert.IsType<ServerRegistration.Stdio>(release.Servers[Slug.Parse("files")]);
        Assert.Equal(["node", "/x/server.js", "./data"], files.Command);
        Assert.Equal(home.At("config", "work"), files.Directory);
        Assert.Equal("8080", files.Environment["PORT"]);
        Assert.Equal("http://127.0.0.1:9000/mcp", Assert.IsType<ServerRegistration.Http>(release.Servers[Slug.Parse("crm")]).Endpoint.ToString());

        var intent = release.Intents[Slug.Parse("resolve-ticket")];
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5)), (intent.Deadline, intent.Idle));
        Assert.Equal(new Budget(200, 3, 0), intent.Budget);
        Assert.Equal(
            [
                new IntentParameter("ticket", ParameterType.String, Required: false),
                new IntentParameter("customer", ParameterType.String, Required: true, 64),
                new IntentParameter("urgent", ParameterType.Bool, Required: false),
                new IntentParameter("count", ParameterType.Long, Required: false),
            ],
            intent.Parameters);

        Assert.Equal(2, intent.Ceiling.Entries.Length);
        var entry = intent.Ceiling.Entries[0];
        Assert.Equal("Case", Assert.Single(entry.Resources).ToString());
        Assert.Equal(new Constraint.Below("customers"), entry.Constraints["path"]);
        Assert.Equal(Constraint.Between.AtMost(100), entry.Constraints["head"]);
        Assert.Equal(["7", "fast", "true"], Assert.IsType<Constraint.OneOf>(entry.Constraints["mode"]).Values);
        Assert.Equal([ResourcePattern.Any], intent.Ceiling.Entries[1].Resources);

        Assert.True(ActionName.TryParse("files/read_text_file", out var name));
        var tool = release.Catalogue[name];
        Assert.Equal(Effects.Read, tool.Effects);
        Assert.Equal("42", tool.Resource!.Match("customers/acme/cases/42/notes.txt")!.Id);
        Assert.True(ActionName.TryParse("files/write_file", out var write));
        Assert.Equal(Effects.Write | Effects.Destructive, release.Catalogue[write].Effects);

        Assert.Equal(["guardrails/base.cedar", "policies/support.cedar"], release.Policies.Select(p => p.Name));
        Assert.Equal(SampleRelease.Policy, release.Policies[1].Text);
        Assert.Equal(ReleaseId.Of(Digest256.Sha256(release.Content.Span)), release.Id);
    }

    [Fact]
    public void Read_Issuers_HoldWhatWasWrittenAndDefaultsElsewhere()
    {
        var issuers = SampleRelease.Read(folder).Issuers;
        var corp = new IssuerRegistration(Slug.Parse("corp"), "https://login.example/realm", "writ", IssuerUse.Subject) { SubjectClaim = "oid", MaxAge = TimeSpan.FromMinutes(30), MayRepeat = true };
        Assert.Equal(corp, issuers[Slug.Parse("corp")]);
        Assert.Equal(new IssuerRegistration(Slug.Parse("builds"), "https://builds.example", "writ-builds", IssuerUse.Workload) { KeysAddress = new Uri("https://keys.example/jwks") }, issuers[Slug.Parse("builds")]);
        Assert.Equal(("sub", TimeSpan.FromHours(1)), (issuers[Slug.Parse("builds")].SubjectClaim, issuers[Slug.Parse("builds")].MaxAge));
    }

    [Fact]
    public void Read_FileOfAuthorities_IsAsMuchOfTheReleaseAsWhatNamesIt()
    {
        using var ca = new TestCa();
        using var other = new TestCa();
        home.Write("config/writ.yaml", SampleRelease.Main.Replace("max_age: 30m", "ca_file: ../corp.pem", StringComparison.Ordinal));
        home.Write("corp.pem", ca.Pem);
        var before = SampleRelease.Read(folder);
        Assert.Equal(ca.Pem, before.Issuers[Slug.Parse("corp")].Anchors?.Pem);
        home.Write("corp.pem", other.Pem);
        var after = SampleRelease.Read(folder);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(other.Pem, after.Issuers[Slug.Parse("corp")].Anchors?.Pem);
    }

    [Fact]
    public void Read_Workloads_AreKeptInTheirOrder()
    {
        home.Write("config/writ.yaml", SampleRelease.Main + """
            workloads:
              - { id: retriever/docs, selectors: ["unix:uid:1001", "unix:path:/usr/bin/node"], descendants: true }
              - { id: agent/support-agent, selectors: ["oidc:builds:sub:repo:acme/support:ref:refs/heads/main"] }
              - { id: agent/support-agent, selectors: ["unix:uid:1002", "writ:cmdline:node agent.mjs"] }

            """);
        var read = SampleRelease.Read(folder).Workloads;
        Assert.Equal(["retriever/docs", "agent/support-agent", "agent/support-agent"], read.Select(static w => w.Path.ToString()));
        Assert.Equal(["unix:path:/usr/bin/node", "unix:uid:1001"], read[0].Selectors.Select(static s => s.ToString()));
        Assert.Equal([(true, false), (false, true), (false, false)], read.Select(static w => (w.Descendants, w.IsRemote)));
    }

    [Fact]
    public void Read_SameFilesElsewhere_HaveTheSameId()
    {
        using var other = new TempFolder();
        Assert.Equal(SampleRelease.Read(folder).Id, SampleRelease.Read(SampleRelease.Write(other)).Id);
    }

    [Theory]
    [InlineData("config/policies/support.cedar")]
    [InlineData("config/intents/resolve-ticket.yaml")]
    [InlineData("guardrails/base.cedar")]
    public void Read_OneByteMoreInAnyFile_HasAnotherId(string file)
    {
        var before = SampleRelease.Read(folder).Id;
        File.AppendAllText(home.At(file), "\n");
        Assert.NotEqual(before, SampleRelease.Read(folder).Id);
    }

    [Fact]
    public void Read_BytesMovedFromOneFileToTheNext_HasAnotherId()
    {
        home.Write("config/policies/a.cedar", "// ab");
        home.Write("config/policies/b.cedar", "");
        var before = SampleRelease.Read(folder).Id;
        home.Write("config/policies/a.cedar", "// a");
        home.Write("config/policies/b.cedar", "b");
        Assert.NotEqual(before, SampleRelease.Read(folder).Id);
    }

    [Fact]
    public void Read_HiddenAndForeignFiles_AreNoPart()
    {
        var before = SampleRelease.Read(folder).Id;
        home.Write("config/policies/.support.cedar.swp", "noise");
        home.Write("config/intents/.hidden.yaml", "noise: [");
        home.Write("config/README.md", "read me");
        home.Write("config/intents/README.md", "read me");
        Assert.Equal(before, SampleRelease.Read(folder).Id);
    }

    // Each case spoils one thing: file, what is replaced, by what, code, line, a part of the text, a part of the fix.
    public static TheoryData<string, string, string, string, int, string, string> OneMistake => new()
    {
        { "writ.yaml", "trust_domain: support.example", "trust_domain: Support", "W1007", 1, "not a trust domain", "lower-case" },
        { "writ.yaml", "trust_domain: support.example\n", "", "W1005", 1, "has no `trust_domain`", "add `trust_domain:`" },
        { "writ.yaml", "trust_domain", "trust_domian: x\ntrust_domain", "W1004", 1, "unknown key `trust_domian`", "did you mean `trust_domain`?" },
        { "writ.yaml", "servers:", "colour: red\nservers:", "W1004", 4, "unknown key `colour`", "use one of" },
        { "writ.yaml", "owner: team-support", "owner: 7", "W1006", 3, "`owner` is a number, not text", "put it in quotes" },
        { "writ.yaml", "owner: team-support", "owner: true", "W1006", 3, "a truth value", "put it in quotes" },
        { "writ.yaml", "owner: team-support", "owner: [a]", "W1006", 3, "a list", "write text" },
        { "writ.yaml", "owner: team-support", "owner:", "W1006", 3, "nothing", "write text" },
        { "writ.yaml", "owner: team-support", "owner: ''", "W1010", 3, "`owner` is empty", "write text" },
        { "writ.yaml", "tier: medium", "tier: medum", "W1014", 3, "`medum` is not a known `tier`", "did you mean `medium`?" },
        { "writ.yaml", "tier: medium", "tier: extreme", "W1014", 3, "`extreme`", "use one of `low`, `medium`, `high`" },
        { "writ.yaml", "[resolve-ticket]", "[resolve-tickets]", "W1008", 3, "no intent `resolve-tickets`", "did you mean `resolve-ticket`?" },
        { "writ.yaml", "[resolve-ticket]", "[resolve-ticket, fly]", "W1008", 3, "no intent `fly`", "add intents/fly.yaml" },
        { "writ.yaml", "[resolve-ticket]", "[resolve-ticket, resolve-ticket]", "W1009", 3, "twice", "remove" },
        { "writ.yaml", "[resolve-ticket]", "resolve-ticket", "W1006", 3, "`intents` is text, not a list", "[" },
        { "writ.yaml", "support-agent:", "Support:", "W1007", 3, "`Support` is not a name", "lower-case" },
        { "writ.yaml", "  crm:", "  files:", "W1003", 6, "key `files` stands twice; first on line 5", "remove" },
        { "writ.yaml", "stdio:", "studio:", "W1004", 5, "unknown key `studio`", "did you mean `stdio`?" },
        { "writ.yaml", "{A: b,", "{A: \"${HOME}\",", "W1013", 5, "placeholder", "write the value itself" },
        { "writ.yaml", "/x/server.js", "\"${X}/server.js\"", "W1013", 5, "placeholder", "write the value itself" },
        { "writ.yaml", "{A: b,", "{1A: b,", "W1007", 5, "environment variable", "digit" },
        { "writ.yaml", "[node, /x/server.js, ./data]", "[]", "W1010", 5, "`command` is empty", "at least one" },
        { "writ.yaml", "./data", "8080", "W1006", 5, "a part of `command` is a number", "quotes" },
        { "writ.yaml", "http://127.0.0.1:9000/mcp", "ftp://127.0.0.1/", "W1015", 6, "http or https", "https://host/mcp" },
        { "writ.yaml", "http://127.0.0.1", "http://me:pw@127.0.0.1", "W1015", 6, "user name or password", "no secrets" },
        { "writ.yaml", "https://login.example/realm", "http://login.example/realm", "W1061", 8, "`issuer` is no https address", "loopback" },
        { "writ.yaml", "https://login.example/realm", "http://localhost:9000", "W1061", 8, "`issuer` is no https address", "http://127.0.0.1:9000" },
        { "writ.yaml", "https://login.example/realm", "https://me:pw@login.example", "W1061", 8, "without user", "https://host/path" },
        { "writ.yaml", "https://login.example/realm", "https://login.example/?a=b", "W1061", 8, "has a query", "as `iss`" },
        { "writ.yaml", "https://login.example/realm", "https://${HOST}/", "W1013", 8, "placeholder", "write the value itself" },
        { "writ.yaml", "https://keys.example/jwks", "jwks.json", "W1061", 9, "`jwks_uri` is no https address", "https://host/path" },
        { "writ.yaml", "use: [subject]", "use: [person]", "W1014", 8, "`person` is not a known `use`", "use one of `subject`, `workload`" },
        { "writ.yaml", "use: [subject]", "use: [subject, workload]", "W1060", 8, "has one use", "two audiences" },
        { "writ.yaml", "use: [subject]", "use: []", "W1010", 8, "`use` is empty", "at least one" },
        { "writ.yaml", "use: [subject], ", "", "W1005", 8, "has no `use`", "add `use:`" },
        { "writ.yaml", "audience: writ,", "", "W1005", 8, "has no `audience`", "add `audience:`" },
        { "writ.yaml", "max_age: 30m", "max_age: 25h", "W1010", 8, "outside 1s to 24h", "at most `24h`" },
        { "writ.yaml", "https://builds.example\", audience: writ-builds", "https://login.example/realm\", audience: writ", "W1060", 9, "take the same tokens", "another `audience`" },
        { "writ.yaml", "reuse: true", "reuse: yes", "W1006", 8, "`reuse` is text, not a truth value", "reuse: true" },
        { "writ.yaml", "max_age: 30m", "ca_file: nowhere.pem", "W1001", 8, "there is no file", "against the config folder" },
        { "writ.yaml", "max_age: 30m", "ca_file: writ.yaml", "W1062", 8, "holds no certificates of authorities", "PEM" },
        { "writ.yaml", "agents:", "agents: &a", "W1011", 2, "anchor `&a`", "write the value out" },
        { "writ.yaml", "owner: team-support", "owner: *a", "W1011", 3, "alias `*a`", "write the value out" },
        { "writ.yaml", "owner: team-support", "owner: !!str team", "W1011", 3, "tag", "remove it" },
        { "writ.yaml", "servers:", "---\nservers:", "W1002", 4, "second document", "remove the `---`" },
        { "writ.yaml", "servers:", "servers: [", "W1002", 0, "not YAML", "syntax" },
        { "writ.yaml", "servers:", "workloads: [{ id: agent/nobody, selectors: [\"unix:uid:1\"] }]\nservers:", "W1008", 4, "no agent `nobody`", "below `agents:`" },
        { "writ.yaml", "servers:", "workloads: [{ id: nobody, selectors: [\"unix:uid:1\"] }]\nservers:", "W1070", 4, "`nobody` is not the path of a workload", "agent/NAME" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:pid:1\"] }]\nservers:", "W1071", 4, "`unix:pid:1` names no property", "unix:uid:1001" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:uid:1\", \"unix:uid:1\"] }]\nservers:", "W1009", 4, "stands twice", "remove" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [] }]\nservers:", "W1010", 4, "`selectors` is empty", "at least one" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a }]\nservers:", "W1005", 4, "has no `selectors`", "add `selectors:`" },
        { "writ.yaml", "servers:", "workloads: [{ selectors: [\"unix:uid:1\"] }]\nservers:", "W1005", 4, "has no `id`", "add `id:`" },
        { "writ.yaml", "servers:", "workloads: { id: job/a }\nservers:", "W1006", 4, "`workloads` is a mapping, not a list", "[" },
        { "writ.yaml", "servers:", "workloads: [job/a]\nservers:", "W1006", 4, "an entry of `workloads` is text", "key: value" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"writ:cmdline:node a.mjs\"] }]\nservers:", "W1072", 4, "does not say who may run the workload", "`unix:uid:1001`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:path:/usr/bin/node\"] }]\nservers:", "W1072", 4, "does not say who may run the workload", "`unix:uid:1001`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b\"] }]\nservers:", "W1072", 4, "does not say who may run the workload", "`unix:uid:1001`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:path:/usr/bin/node\", \"unix:sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b\", \"writ:script-sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b\"] }]\nservers:", "W1072", 4, "does not say who may run the workload", "`unix:uid:1001`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"writ:cgroup:/\", \"unix:path:/usr/bin/node\"] }]\nservers:", "W1072", 4, "does not say who may run the workload", "`unix:uid:1001`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"unix:uid:1\", \"oidc:ci:sub:x\"] }]\nservers:", "W1073", 4, "nothing could match all selectors", "not both" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"oidc:ci:sub:x\", \"oidc:other:sub:x\"] }]\nservers:", "W1073", 4, "nothing could match all selectors", "one issuer" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"oidc:build:sub:x\"] }]\nservers:", "W1008", 4, "no issuer `build`", "did you mean `builds`" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"oidc:corp:sub:x\"] }]\nservers:", "W1073", 4, "registered for another use", "use: [workload]" },
        { "writ.yaml", "servers:", "workloads: [{ id: job/a, selectors: [\"oidc:ci:sub:x\"], descendants: true }]\nservers:", "W1073", 4, "says nothing of a workload elsewhere", "remove `descendants`" },
        { "writ.yaml", "servers:", "workloads:\n- { id: job/a, selectors: [\"unix:uid:1\"] }\n- { id: job/b, selectors: [\"unix:uid:1\", \"unix:gid:1\"] }\nservers:", "W1074", 6, "could be one of `job/a` (line 5)", "the other does not have" },
        { "intents/resolve-ticket.yaml", "deadline: 30m", "deadline: 30 minutes", "W1006", 6, "`30 minutes` is not a duration", "`30m`" },
        { "intents/resolve-ticket.yaml", "deadline: 30m", "deadline: 2h", "W1010", 6, "`deadline` is 2h", "at most `1h`" },
        { "intents/resolve-ticket.yaml", "deadline: 30m", "deadline: 0s", "W1010", 6, "`deadline` is 0s", "at most `1h`" },
        { "intents/resolve-ticket.yaml", "deadline: 30m", "deadline: 30", "W1006", 6, "a number, not text", "quotes" },
        { "intents/resolve-ticket.yaml", "idle: 5m", "idle: 40m", "W1010", 7, "longer than the deadline", "shorter" },
        { "intents/resolve-ticket.yaml", "calls: 200", "calls: -1", "W1010", 8, "`calls` is -1", "from 0" },
        { "intents/resolve-ticket.yaml", "calls: 200", "calls: \"200\"", "W1006", 8, "text, not a whole number", "without quotes" },
        { "intents/resolve-ticket.yaml", "calls: 200", "calls: 2.5", "W1006", 8, "not a whole number", "without quotes" },
        { "intents/resolve-ticket.yaml", "calls: 200, ", "", "W1005", 8, "has no `calls`", "add `calls:`" },
        { "intents/resolve-ticket.yaml", "writes: 3", "wrties: 3", "W1004", 8, "`wrties`", "did you mean `writes`?" },
        { "intents/resolve-ticket.yaml", "{type: bool}", "{type: boolean}", "W1014", 5, "`boolean`", "did you mean" },
        { "intents/resolve-ticket.yaml", "{type: bool}", "{type: bool, max_length: 3}", "W1010", 5, "no string", "remove `max_length`" },
        { "intents/resolve-ticket.yaml", "max_length: 64", "max_length: 5000", "W1010", 5, "`max_length` is 5000", "4096" },
        { "intents/resolve-ticket.yaml", "required: true", "required: yes", "W1006", 5, "text, not a truth value", "required: true" },
        { "intents/resolve-ticket.yaml", "ticket: {type: string}", "in: {type: string}", "W1007", 5, "`in` is not a parameter's name", "policy language" },
        { "intents/resolve-ticket.yaml", "files/list_directory", "fils/list_directory", "W1008", 10, "no server `fils`", "did you mean `files`?" },
        { "intents/resolve-ticket.yaml", "files/list_directory", "list_directory", "W1015", 10, "is not an action", "server/tool" },
        { "intents/resolve-ticket.yaml", "[Case]", "[\"Case::\"]", "W1015", 11, "is not a resource", "Type::id" },
        { "intents/resolve-ticket.yaml", "[Case]", "[]", "W1010", 11, "`resources` is empty", "at least one" },
        { "intents/resolve-ticket.yaml", "below: customers", "below: ../customers", "W1015", 12, "not a plain path", "`..`" },
        { "intents/resolve-ticket.yaml", "below: customers", "below: customers, at_most: 3", "W1015", 12, "exactly one of", "keep one" },
        { "intents/resolve-ticket.yaml", "{ at_most: 100 }", "{ at_least: 101, at_most: 100 }", "W1015", 12, "no number is", "no more than" },
        { "intents/resolve-ticket.yaml", "{ at_most: 100 }", "{ network: 10.0.0.1/8 }", "W1015", 12, "is not a network", "no bit set" },
        { "intents/resolve-ticket.yaml", "{ at_most: 100 }", "{ like: \"a\\u200bb\" }", "W1015", 12, "not to be seen", "visible" },
        { "intents/resolve-ticket.yaml", "{ at_most: 100 }", "{ below: a, like: b }", "W1015", 12, "exactly one of", "keep one" },
        { "intents/resolve-ticket.yaml", "[fast, 7, true]", "[fast, 7.5]", "W1006", 12, "a value of `one_of`", "whole number" },
        { "intents/resolve-ticket.yaml", "intent: resolve-ticket\n", "", "W1005", 1, "has no `intent`", "add `intent:`" },
        { "catalogue/files.yaml", "server: files", "server: fles", "W1008", 1, "no server `fles`", "did you mean `files`?" },
        { "catalogue/files.yaml", "effects: [read]", "effects: [raed]", "W1014", 4, "`raed`", "did you mean `read`?" },
        { "catalogue/files.yaml", "effects: [read]", "effects: []", "W1010", 4, "`effects` is empty", "at least one" },
        { "catalogue/files.yaml", "id: case", "id: cas", "W1015", 5, "has no variable `{cas}`", "write it like" },
        { "catalogue/files.yaml", "{case}/**", "**/{case}", "W1015", 5, "before its end", "write it like" },
        { "catalogue/files.yaml", "type: Case", "type: \"Ca se\"", "W1015", 5, "not a type's name", "write it like" },
        { "catalogue/files.yaml", "write_file:", "read_text_file:", "W1003", 6, "stands twice", "remove" },
    };

    [Theory]
    [MemberData(nameof(OneMistake))]
    public void Read_OneMistake_NamesItsPlaceAndFixAndNothingElse(string file, string before, string after, string code, int line, string text, string fix)
    {
        var path = home.At("config", file);
        var original = File.ReadAllText(path);
        Assert.Contains(before, original, StringComparison.Ordinal);
        var at = original.IndexOf(before, StringComparison.Ordinal);
        File.WriteAllText(path, original[..at] + after + original[(at + before.Length)..]);

        var problems = SampleRelease.Problems(folder);
        var leading = Assert.Single(problems, p => p.Code == code);
        Assert.Contains(text, leading.Text, StringComparison.Ordinal);
        Assert.Contains(fix, leading.Fix, StringComparison.Ordinal);
        Assert.Equal(file, leading.File);
        Assert.True(line == 0 ? leading.Line > 0 : line == leading.Line, leading.ToString());
        Assert.True(leading.Column > 0, leading.ToString());
        Assert.DoesNotContain("pw", string.Join(' ', problems), StringComparison.Ordinal);

        // One mistake is one problem, but that a server which lost its `stdio` also says neither, and so on.
        Assert.InRange(problems.Count, 1, 2);
    }

    [Fact]
    public void Read_ManyMistakesInManyFiles_ReportsAllInOrder()
    {
        home.Write("config/writ.yaml", SampleRelease.Main.Replace("tier: medium", "tier: huge").Replace("node", "7"));
        home.Write("config/intents/resolve-ticket.yaml", SampleRelease.Intent.Replace("30m", "soon").Replace("calls: 200", "calls: many"));
        home.Write("config/catalogue/files.yaml", SampleRelease.Catalogue.Replace("[read]", "[peek]"));
        home.Write("config/policies/other.yml", "");

        Assert.Equal(
            ["catalogue/files.yaml:4 W1014", "intents/resolve-ticket.yaml:6 W1006", "intents/resolve-ticket.yaml:8 W1006", "policies/other.yml:0 W1001", "writ.yaml:3 W1014", "writ.yaml:5 W1006"],
            SampleRelease.Problems(folder).Select(p => $"{p.File}:{p.Line} {p.Code}"));
    }

    [Fact]
    public void Read_TwoFilesDeclareOneIntent_NamesTheFirst()
    {
        home.Write("config/intents/zz.yaml", SampleRelease.Intent);
        var problem = Assert.Single(SampleRelease.Problems(folder));
        Assert.Equal(("W1009", "intents/zz.yaml"), (problem.Code, problem.File));
        Assert.Contains("intents/resolve-ticket.yaml", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoFilesClassifyOneTool_NamesTheFirst()
    {
        home.Write("config/catalogue/more.yaml", "server: files\ntools:\n  write_file: { effects: [read] }\n  other: { effects: [read] }\n");
        var problem = Assert.Single(SampleRelease.Problems(folder));
        Assert.Equal(("W1009", "catalogue/more.yaml", 3), (problem.Code, problem.File, problem.Line));
    }

    [Fact]
    public void Read_BrokenIntentFile_DoesNotBlameTheAgentsThatNameIt()
    {
        home.Write("config/intents/resolve-ticket.yaml", "intent: [");
        Assert.Equal(["W1002"], SampleRelease.Problems(folder).Select(p => p.Code));
    }

    [Fact]
    public void Read_BrokenMainFile_DoesNotBlameWhatNamesItsServers()
    {
        home.Write("config/writ.yaml", "a: b: c\n");
        Assert.Equal(["W1002"], SampleRelease.Problems(folder).Select(p => p.Code));
    }

    [Fact]
    public void Read_NoMainFile_SaysWhereItLooked()
    {
        File.Move(home.At("config", "writ.yaml"), home.At("config", "writ.yml"));
        var problem = Assert.Single(SampleRelease.Problems(folder));
        Assert.Equal("W1001", problem.Code);
        Assert.Contains(home.At("config"), problem.Text, StringComparison.Ordinal);
        Assert.Contains("rename writ.yml", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoGuardrails_IsRefused() =>
        Assert.Equal("W1001", Assert.Single(SampleRelease.Problems(folder with { Guardrails = home.At("nowhere") })).Code);

    [Fact]
    public void Read_NotUtf8_IsRefused()
    {
        File.WriteAllBytes(home.At("config", "policies", "x.cedar"), [0x70, 0xff, 0xfe]);
        Assert.Equal(("W1016", "policies/x.cedar"), SampleRelease.Problems(folder).Select(p => (p.Code, p.File)).Single());
    }

    [Fact]
    public void Read_FileTooLarge_IsRefused()
    {
        home.Write("config/policies/x.cedar", new string(' ', (1 << 20) + 1));
        Assert.Equal(("W1012", "policies/x.cedar"), SampleRelease.Problems(folder).Select(p => (p.Code, p.File)).Single());
    }

    [Fact]
    public void Read_TooManyFiles_IsRefused()
    {
        foreach (var n in Enumerable.Range(0, 1001))
        {
            home.Write($"config/policies/{n}.cedar", "");
        }

        Assert.Contains("W1012", SampleRelease.Problems(folder).Select(p => p.Code));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Read_NestedDeeply_IsRefusedAndNotOverflown(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 20_000)) + string.Concat(Enumerable.Repeat(close, 20_000));
        home.Write("config/writ.yaml", "agents: " + deep);
        Assert.Contains(SampleRelease.Problems(folder), p => p.Code is "W1012" or "W1002");
    }

    [Fact]
    public void Read_AliasBomb_IsRefusedAtOnce()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + (char)(c - 1), 9))}]\n"));
        home.Write("config/writ.yaml", bomb);
        Assert.Equal("W1011", Assert.Single(SampleRelease.Problems(folder)).Code);
    }

    [Fact]
    public void Read_EmptyFiles_AreNamed()
    {
        home.Write("config/writ.yaml", "");
        home.Write("config/intents/resolve-ticket.yaml", "# nothing\n");
        Assert.All(SampleRelease.Problems(folder), p => Assert.Equal(("W1002", "the file is empty"), (p.Code, p.Text)));
    }

    [Fact]
    public void Read_AnyPrefixOfASoundFile_NeverThrows()
    {
        foreach (var (file, text) in (IEnumerable<(string, string)>)[("writ.yaml", SampleRelease.Main), ("intents/resolve-ticket.yaml", SampleRelease.Intent), ("catalogue/files.yaml", SampleRelease.Catalogue)])
        {
            for (var length = 0; length < text.Length; length += 3)
            {
                home.Write("config/" + file, text[..length]);
                _ = ReleaseReader.Read(folder);
            }

            home.Write("config/" + file, text);
        }

        Assert.Empty(SampleRelease.Problems(folder));
    }

    [Fact]
    public void Read_Problems_AreToldInTheHouseStyle()
    {
        var texts = OneMistake.SelectMany(row =>
        {
            var (file, before, after) = (row.Data.Item1, row.Data.Item2, row.Data.Item3);
            var original = file switch { "writ.yaml" => SampleRelease.Main, "catalogue/files.yaml" => SampleRelease.Catalogue, _ => SampleRelease.Intent };
            home.Write("config/" + file, original.Replace(before, after));
            var found = SampleRelease.Problems(folder).ToImmutableArray();
            home.Write("config/" + file, original);
            return found;
        }).ToArray();

        Assert.NotEmpty(texts);
        Assert.All(texts, p =>
        {
            Assert.Matches("^W1[0-9]{3}$", p.Code);
            Assert.DoesNotContain('\n', p.Text + p.Fix);
            Assert.False(char.IsAsciiLetterUpper(p.Text[0]), p.Text);
            Assert.False(p.Text.EndsWith('.'), p.Text);
            Assert.NotEmpty(p.Fix);
        });
    }
}
