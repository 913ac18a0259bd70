namespace Writ.Contracts;

/// <summary>An instance that lives.</summary>
/// <param name="Instance">Its SPIFFE id.</param>
/// <param name="Assurance">`same-uid`, `separate-uid`, `sandboxed` or `remote`.</param>
/// <param name="Attestation">How it came to be known: `launcher`, `registration`, `join-token` or `issuer`.</param>
/// <param name="Process">The root of its process tree; null for one on another machine.</param>
/// <param name="User">Its uid; null for one on another machine.</param>
/// <param name="Attested">When it was attested.</param>
/// <param name="LeaseEnds">When it ends unless it renews; null for a process of this machine.</param>
public sealed record InstanceDocument(string Instance, string Assurance, string Attestation, int? Process, uint? User, DateTimeOffset Attested, DateTimeOffset? LeaseEnds);
