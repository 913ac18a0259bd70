using System.Net;
using Writ.Authority.Releases;
using Writ.Domain;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

/// <summary>What writ.yaml says of other trust domains, and of serving the own bundle to them.</summary>
public sealed class FederationSectionTests : IDisposable
{
    private const string Web = "  web.example: { url: \"https://web.example:8443/bundle\", profile: https_web }\n";
    private const string Spiffe = "  spire.example: { url: \"https://spire.example\", profile: https_spiffe, endpoint_id: \"spiffe://spire.example/spire/server\", bundle_file: spire.json }\n";

    private readonly TempFolder home = new();
    private readonly ReleaseFolder folder;

    public FederationSectionTests()
    {
        folder = SampleRelease.Write(home);
        home.Write("config/spire.json", "{\"keys\":[],\"spiffe_sequence\":3}");
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public void Read_BothProfilesAndTheEndpoint_HoldWhatWasWritten()
    {
        Write("federation:\n" + Spiffe + Web + "bundle_endpoint: { listen: \"0.0.0.0:8443\", profile: https_web, certificate_file: tls.crt, key_file: /etc/tls.key }\n");
        var release = SampleRelease.Read(folder);
        Assert.Equal(["spire.example", "web.example"], release.Federation.Select(static f => f.TrustDomain.ToString()));
        Assert.Equal(
            new FederationRegistration(TrustDomain.Parse("spire.example"), new Uri("https://spire.example"), BundleProfile.Spiffe)
            {
                EndpointId = SpiffeId.Parse("spiffe://spire.example/spire/server"), FirstBundle = "{\"keys\":[],\"spiffe_sequence\":3}",
            },
            release.Federation[0]);
        Assert.Equal(new FederationRegistration(TrustDomain.Parse("web.example"), new Uri("https://web.example:8443/bundle"), BundleProfile.Web), release.Federation[1]);
        Assert.Equal(
            new BundleEndpointRegistration(IPEndPoint.Parse("0.0.0.0:8443"), BundleProfile.Web) { CertificateFile = home.At("config", "tls.crt"), KeyFile = "/etc/tls.key" }, release.BundleEndpoint);
    }

    [Fact]
    public void Read_BundleFileChanges_TheReleaseIsAnother()
    {
        Write("federation:\n" + Spiffe);
        var before = SampleRelease.Read(folder).Id;
        home.Write("config/spire.json", "{\"keys\":[],\"spiffe_sequence\":4}");
        Assert.NotEqual(before, SampleRelease.Read(folder).Id);
    }

    [Fact]
    public void Read_EndpointOfAnotherTrustDomain_NeedsNoBundleFile()
    {
        Write("federation:\n" + Spiffe.Replace("spiffe://spire.example/", "spiffe://web.example/", StringComparison.Ordinal).Replace(", bundle_file: spire.json", "", StringComparison.Ordinal));
        Assert.Equal("web.example", SampleRelease.Read(folder).Federation[0].EndpointId.TrustDomain.ToString());
    }

    [Theory]
    [InlineData("  support.example: { url: \"https://h\", profile: https_web }", "W1063", "own trust domain")]
    [InlineData("  Other: { url: \"https://h\", profile: https_web }", "W1007", "not a trust domain")]
    [InlineData("  a.example: { url: \"http://127.0.0.1:1\", profile: https_web }", "W1061", "no https address")]
    [InlineData("  a.example: { url: \"http://h\", profile: https_web }", "W1061", "no https address")]
    [InlineData("  a.example: { url: \"https://h\" }", "W1005", "has no `profile`")]
    [InlineData("  a.example: { profile: https_web }", "W1005", "has no `url`")]
    [InlineData("  a.example: { url: \"https://h\", profile: web }", "W1014", "not a known `profile`")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_web, bundle_file: spire.json }", "W1063", "takes neither")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_web, endpoint_id: \"spiffe://a.example/e\" }", "W1063", "takes neither")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_spiffe, bundle_file: spire.json }", "W1063", "SPIFFE id of the endpoint")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_spiffe, bundle_file: spire.json, endpoint_id: \"spiffe://a.example\" }", "W1063", "SPIFFE id of the endpoint")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_spiffe, endpoint_id: \"spiffe://a.example/e\" }", "W1063", "a bundle to begin with")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_spiffe, endpoint_id: \"spiffe://a.example/e\", bundle_file: nowhere.json }", "W1001", "there is no file")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_spiffe, endpoint_id: \"spiffe://a.example/e\", bundle_file: writ.yaml }", "W1063", "holds no trust bundle")]
    [InlineData("  a.example: { url: \"https://h\", profile: https_web, colour: red }", "W1004", "unknown key")]
    public void Read_OneMistakeInATrustDomain_IsNamed(string entry, string code, string text)
    {
        Write("federation:\n" + entry + "\n");
        Assert.Contains(SampleRelease.Problems(folder), p => p.Code == code && p.Text.Contains(text, StringComparison.Ordinal) && p.Line > 9);
    }

    [Theory]
    [InlineData("listen: \"0.0.0.0\", profile: https_spiffe", "W1064", "no address with a port")]
    [InlineData("listen: \"::1:8443\", profile: https_spiffe", "W1064", "no address with a port")]
    [InlineData("listen: \"[::1]\", profile: https_spiffe", "W1064", "no address with a port")]
    [InlineData("listen: \"localhost:8443\", profile: https_spiffe", "W1064", "no address with a port")]
    [InlineData("listen: \"127.0.0.1:70000\", profile: https_spiffe", "W1064", "no address with a port")]
    [InlineData("listen: \"127.0.0.1:8443\", profile: https_web", "W1064", "needs `certificate_file` and `key_file`")]
    [InlineData("listen: \"127.0.0.1:8443\", profile: https_spiffe, key_file: a", "W1064", "own X.509-SVID")]
    [InlineData("profile: https_spiffe", "W1005", "has no `listen`")]
    public void Read_OneMistakeInTheEndpoint_IsNamed(string members, string code, string text)
    {
        Write($"bundle_endpoint: {{ {members} }}\n");
        Assert.Contains(text, Assert.Single(SampleRelease.Problems(folder), p => p.Code == code).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]:8443")]
    [InlineData("[::]:8443")]
    [InlineData("127.0.0.1:0")]
    public void Read_AddressOfTheEndpoint_IsTaken(string listen)
    {
        Write($"bundle_endpoint: {{ listen: \"{listen}\", profile: https_spiffe }}\n");
        Assert.Equal(listen, SampleRelease.Read(folder).BundleEndpoint?.Listen.ToString());
    }

    private void Write(string more) => home.Write("config/writ.yaml", SampleRelease.Main + more);
}
