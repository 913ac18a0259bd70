using System.Net;
using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads the trust domains of `writ.yaml` that are federated with, and how the own bundle is served to them.</summary>
internal static class FederationSection
{
    private static readonly (string Word, BundleProfile Value)[] Profiles = [("https_web", BundleProfile.Web), ("https_spiffe", BundleProfile.Spiffe)];

    public static void Read(YamlNode.Scalar key, YamlNode value, string folder, Draft draft)
    {
        var problems = draft.Problems;
        if (!TrustDomain.TryParse(key.Value, out var trustDomain, out var error))
        {
            problems.Add("W1007", key.At, $"`{key.Value}` is not a trust domain: {error.Describe()}", "write its name, as in `other.example`");
        }
        else if (trustDomain == draft.TrustDomain)
        {
            problems.Add("W1063", key.At, $"`{key.Value}` is the own trust domain", "remove it: its own workloads are known without");
        }

        if (Section.Of(value, $"trust domain `{key.Value}`", problems) is not { } section)
        {
            return;
        }

        var address = AddressText.Read(section, "url", required: true);
        var profile = section.Word("profile", Profiles);
        var endpoint = section.Text("endpoint_id", required: false);
        var bundle = draft.Attach(section, "bundle_file", folder);
        var anchors = draft.Anchors(section, "ca_file", folder);
        section.Close();
        if (address is { } plain && plain.Address.Scheme != Uri.UriSchemeHttps)
        {
            problems.Add("W1061", plain.Text.At, "`url` is no https address", "a trust bundle is fetched over https alone");
            return;
        }

        if (address is not { } known || profile is BundleProfile.None || trustDomain.IsDefault)
        {
            return;
        }

        var registration = new FederationRegistration(trustDomain, known.Address, profile) { Anchors = anchors };
        if (profile is BundleProfile.Web ? IsWeb(section, endpoint, bundle, problems) : IsSpiffe(section, trustDomain, endpoint, bundle, anchors, problems))
        {
            draft.Federation[key.Value] = registration with { EndpointId = endpoint is null ? default : SpiffeId.Parse(endpoint.Value), FirstBundle = bundle?.File.Text };
        }
    }

    /// <summary>How the own bundle is served; null when it is not, or wrong.</summary>
    public static BundleEndpointRegistration? ReadEndpoint(Section main, string folder)
    {
        if (main.Child("bundle_endpoint", required: false) is not { } section)
        {
            return null;
        }

        var problems = section.Problems;
        var listen = section.Text("listen");
        var profile = section.Word("profile", Profiles);
        var certificate = section.Text("certificate_file", required: false);
        var key = section.Text("key_file", required: false);
        section.Close();
        if (listen is null || profile is BundleProfile.None)
        {
            return null;
        }

        if (!IPEndPoint.TryParse(listen.Value, out var at) || listen.Value.LastIndexOf(':') <= listen.Value.LastIndexOf(']') || (at.Address.GetAddressBytes().Length == 16) != listen.Value.StartsWith('['))
        {
            problems.Add("W1064", listen.At, $"`{listen.Value}` is no address with a port", "write it like `127.0.0.1:8443`, `0.0.0.0:8443` or `[::]:8443`");
            return null;
        }

        if (profile is BundleProfile.Spiffe ? certificate is not null || key is not null : certificate is null || key is null)
        {
            problems.Add(
                "W1064", section.At, profile is BundleProfile.Spiffe ? "`https_spiffe` shows Writ's own X.509-SVID, not a file" : "`https_web` needs `certificate_file` and `key_file`",
                profile is BundleProfile.Spiffe ? "remove `certificate_file` and `key_file`" : "name both, in PEM");
            return null;
        }

        return new BundleEndpointRegistration(at, profile)
        {
            CertificateFile = certificate is null ? null : Path.GetFullPath(certificate.Value, folder),
            KeyFile = key is null ? null : Path.GetFullPath(key.Value, folder),
        };
    }

    private static bool IsWeb(Section section, YamlNode.Scalar? endpoint, (Place, ConfigFile)? bundle, Problems problems)
    {
        if (endpoint is null && bundle is null)
        {
            return true;
        }

        problems.Add("W1063", section.At, "`https_web` believes a certificate for the host's name, and takes neither `endpoint_id` nor `bundle_file`", "remove them, or write `profile: https_spiffe`");
        return false;
    }

    private static bool IsSpiffe(Section section, TrustDomain trustDomain, YamlNode.Scalar? endpoint, (Place At, ConfigFile File)? bundle, TrustAnchors? anchors, Problems problems)
    {
        if (anchors is not null)
        {
            problems.Add("W1063", section.At, "`https_spiffe` believes a SPIFFE id, and takes no `ca_file`", "remove it, or write `profile: https_web`");
            return false;
        }

        if (endpoint is null || !SpiffeId.TryParseWorkload(endpoint.Value, out var id, out _))
        {
            problems.Add("W1063", endpoint?.At ?? section.At, "`https_spiffe` needs the SPIFFE id of the endpoint", "add `endpoint_id: \"spiffe://…/…\"`, as whoever runs it tells you");
            return false;
        }

        // Without a bundle to begin with, the endpoint could not be told from any other.
        if (bundle is null && id.TrustDomain == trustDomain)
        {
            problems.Add("W1063", section.At, "`https_spiffe` needs a bundle to begin with", "add `bundle_file: FILE`, got from whoever runs the trust domain by a way that you trust");
            return false;
        }

        if (bundle is { } first && !TrustBundle.TryParse(Encoding.UTF8.GetBytes(first.File.Text), trustDomain, out _, out _))
        {
            problems.Add("W1063", first.At, "`bundle_file` holds no trust bundle", "name a file in the JSON form of the SPIFFE standard, as `writ identity bundle` prints it");
            return false;
        }

        return true;
    }
}
