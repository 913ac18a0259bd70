using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The secrets of the store.</summary>
/// <param name="Versions">Every version of each, by name, older before newer.</param>
public sealed record SecretListDocument(ImmutableArray<SecretVersionDocument> Versions);
