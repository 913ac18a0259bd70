using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>A small, sound release on disk, to be spoilt by tests.</summary>
public static class SampleRelease
{
    public const string Main = """
        trust_domain: support.example
        agents:
          support-agent: { owner: team-support, purpose: "answers tickets", tier: medium, intents: [resolve-ticket] }
        servers:
          files: { stdio: { command: [node, /x/server.js, ./data], directory: work, environment: {A: b, PORT: "8080"} } }
          crm:   { http: { url: "http://127.0.0.1:9000/mcp" } }
        issuers:
          corp:   { issuer: "https://login.example/realm", audience: writ, use: [subject], subject_claim: oid, max_age: 30m, reuse: true }
          builds: { issuer: "https://builds.example", audience: writ-builds, use: [workload], jwks_uri: "https://keys.example/jwks" }

        """;

    public const string Intent = """
        intent: resolve-ticket
        purpose: answers one customer's ticket
        owner: team-support
        tier: medium
        parameters: { ticket: {type: string}, customer: {type: string, required: true, max_length: 64}, urgent: {type: bool}, count: {type: long} }
        deadline: 30m
        idle: 5m
        budget: { calls: 200, writes: 3, egress: 0 }
        ceiling:
          - actions: [files/read_text_file, files/list_directory]
            resources: [Case]
            arguments: { path: { below: customers }, head: { at_most: 100 }, mode: { one_of: [fast, 7, true] } }
          - actions: ["crm/*"]

        """;

    public const string Catalogue = """
        server: files
        tools:
          read_text_file:
            effects: [read]
            resource: { type: Case, argument: path, template: "customers/{customer}/cases/{case}/**", id: case }
          write_file:
            effects: [write, destructive]

        """;

    public const string Policy = "permit(principal, action, resource);\n";

    public static ReleaseFolder Write(TempFolder folder)
    {
        folder.Write("config/writ.yaml", Main);
        folder.Write("config/intents/resolve-ticket.yaml", Intent);
        folder.Write("config/catalogue/files.yaml", Catalogue);
        folder.Write("config/policies/support.cedar", Policy);
        folder.Write("guardrails/base.cedar", "// a guardrail\n");
        return new ReleaseFolder(folder.At("config"), folder.At("guardrails"));
    }

    public static Release Read(ReleaseFolder folder) => ReleaseReader.Read(folder) switch
    {
        ReleaseReading.Read read => read.Release,
        ReleaseReading.Refused refused => throw new InvalidOperationException(string.Join('\n', refused.Problems)),
        _ => throw new InvalidOperationException(),
    };

    public static IReadOnlyList<ReleaseProblem> Problems(ReleaseFolder folder) =>
        ReleaseReader.Read(folder) is ReleaseReading.Refused refused ? refused.Problems : [];
}
