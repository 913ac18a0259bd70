using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>Secrets in `writ.yaml`: where they come from, and where they go.</summary>
public sealed class SecretSectionTests : IDisposable
{
    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Read_SecretsAndTheirUses_AreReferencesAlone()
    {
        var release = SampleRelease.Read(Folder(
            "{ a: { from: store }, b: { from: 'env:B_TOKEN' }, c: { from: 'file:/run/c' }, d: { from: 'command:vault kv  get d' } }",
            "stdio: { command: [server], environment: { PLAIN: x, TOKEN: { secret: b } } }",
            "http: { url: 'https://crm.example/mcp', headers: { X-Tenant: acme, Authorization: { secret: a, prefix: 'Bearer ' }, X-Other: { secret: c } } }"));
        Assert.IsType<SecretSource.Store>(release.Secrets[Slug.Parse("a")]);
        Assert.Equal(new SecretSource.Variable("B_TOKEN"), release.Secrets[Slug.Parse("b")]);
        Assert.Equal(new SecretSource.File("/run/c"), release.Secrets[Slug.Parse("c")]);
        Assert.Equal(["vault", "kv", "get", "d"], Assert.IsType<SecretSource.Command>(release.Secrets[Slug.Parse("d")]).Words);
        var stdio = Assert.IsType<ServerRegistration.Stdio>(release.Servers[Slug.Parse("one")]);
        Assert.Equal(["PLAIN"], stdio.Environment.Keys);
        Assert.Equal(new SecretUse(Slug.Parse("b"), ""), stdio.SecretEnvironment["TOKEN"]);
        var http = Assert.IsType<ServerRegistration.Http>(release.Servers[Slug.Parse("two")]);
        Assert.Equal("acme", http.Headers["x-tenant"]);
        Assert.Equal(new SecretUse(Slug.Parse("a"), "Bearer "), http.SecretHeaders["authorization"]);
        Assert.Equal([Slug.Parse("a"), Slug.Parse("c")], http.Secrets);
    }

    [Theory]
    [InlineData("planted-value")]
    [InlineData("env:")]
    [InlineData("env:A-B")]
    [InlineData("env:1A")]
    [InlineData("file:relative/path")]
    [InlineData("command:   ")]
    [InlineData("vault:x")]
    [InlineData("Store")]
    public void Read_SourceThatIsNone_IsNamedAndNotRepeated(string from)
    {
        var problem = Assert.Single(SampleRelease.Problems(Folder($"{{ a: {{ from: '{from}' }} }}", "stdio: { command: [s] }", "stdio: { command: [s] }")));
        Assert.Equal("W1080", problem.Code);
        Assert.DoesNotContain("planted", problem.Text + problem.Fix, StringComparison.Ordinal);
        Assert.Contains("env:NAME", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: x", "W1081")]
    [InlineData("Mcp-Session-Id: x", "W1081")]
    [InlineData("Content-Length: '3'", "W1081")]
    [InlineData("connection: close", "W1081")]
    [InlineData("Transfer-Encoding: chunked", "W1081")]
    [InlineData("Proxy-Authorization: x", "W1081")]
    [InlineData("Cookie: a=b", "W1081")]
    [InlineData("'X Y': x", "W1081")]
    [InlineData("X-A: \"a\\r\\nX-B: b\"", "W1081")]
    [InlineData("X-A: { secret: a, prefix: \"\\n\" }", "W1081")]
    [InlineData("X-A: { secret: b }", "W1008")]
    [InlineData("X-A: { secrets: a }", "W1004")]
    [InlineData("X-A: { prefix: x }", "W1005")]
    [InlineData("X-A: [a]", "W1006")]
    [InlineData("X-A: '${TOKEN}'", "W1013")]
    [InlineData("X-A: a, x-a: b", "W1081")]
    public void Read_HeaderThatCannotBe_IsRefused(string header, string code) =>
        Assert.Contains(SampleRelease.Problems(Folder("{ a: { from: store } }", "stdio: { command: [s] }", $"http: {{ url: 'https://crm.example/mcp', headers: {{ {header} }} }}")), p => p.Code == code);

    [Theory]
    [InlineData("http://crm.example/mcp", "W1082")]
    [InlineData("https://crm.example/mcp", null)]
    [InlineData("http://127.0.0.1:9/mcp", null)]
    [InlineData("http://localhost:9/mcp", null)]
    public void Read_SecretOverHttp_StaysOnTheMachine(string url, string? code) => Assert.Equal(
        code is null ? [] : [code],
        SampleRelease.Problems(Folder("{ a: { from: store } }", "stdio: { command: [s] }", $"http: {{ url: '{url}', headers: {{ Authorization: {{ secret: a }} }} }}")).Select(static p => p.Code));

    [Fact]
    public void Read_SecretThatIsNotDeclared_IsRefused()
    {
        var problem = Assert.Single(SampleRelease.Problems(Folder("{ github: { from: store } }", "stdio: { command: [s], environment: { T: { secret: githob } } }", "stdio: { command: [s] }")));
        Assert.Equal("W1008", problem.Code);
        Assert.Contains("did you mean `github`?", problem.Fix, StringComparison.Ordinal);
    }

    private ReleaseFolder Folder(string secrets, string one, string two)
    {
        home.Write("config/writ.yaml", $"trust_domain: a.example\nagents: {{}}\nsecrets: {secrets}\nservers:\n  one: {{ {one} }}\n  two: {{ {two} }}\n");
        return new ReleaseFolder(home.At("config"), null);
    }
}
