using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>How an installation stands.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="TrustDomain">The trust domain.</param>
/// <param name="Epoch">The epoch of the store.</param>
/// <param name="Release">The release in force; empty when none is.</param>
/// <param name="Started">When this process became ready.</param>
/// <param name="Instances">How many instances live.</param>
/// <param name="Tasks">How many tasks live, up to a thousand.</param>
/// <param name="Contained">What is contained, as `kind name`.</param>
/// <param name="Warnings">What is not protected, one line each, as in an agent under Writ's own uid.</param>
/// <param name="Folder">Why the release in force is not the folder's, one line each; empty when it is.</param>
public sealed record StatusDocument(
    string Version, string TrustDomain, int Epoch, string Release, DateTimeOffset Started, int Instances, int Tasks,
    ImmutableArray<string> Contained, ImmutableArray<string> Warnings, ImmutableArray<string> Folder);
