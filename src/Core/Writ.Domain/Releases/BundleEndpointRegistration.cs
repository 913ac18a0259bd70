using System.Net;

namespace Writ.Domain;

/// <summary>Where and how the own trust bundle is served to other trust domains. It takes effect at the next start.</summary>
/// <param name="Listen">The address and port to listen at.</param>
/// <param name="Profile">How clients are to believe it.</param>
public sealed record BundleEndpointRegistration(IPEndPoint Listen, BundleProfile Profile)
{
    /// <summary>The certificate and its intermediates in PEM, for <see cref="BundleProfile.Web"/>; absolute. Read again when it changes.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key in PEM, for <see cref="BundleProfile.Web"/>; absolute. Read again when it changes.</summary>
    public string? KeyFile { get; init; }
}
