using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>The generations that are kept at one time; never changed.</summary>
internal sealed class KeyringState
{
    private readonly FrozenDictionary<(KeyPurpose Purpose, int Number), HeldGeneration> held;
    private readonly FrozenDictionary<KeyPurpose, HeldGeneration> newest;

    public KeyringState(ImmutableArray<HeldGeneration> all)
    {
        All = [.. all.OrderBy(static g => g.Public.Purpose).ThenBy(static g => g.Public.Number)];
        Generations = [.. All.Select(static g => g.Public)];
        held = All.ToFrozenDictionary(static g => (g.Public.Purpose, g.Public.Number));
        newest = All.GroupBy(static g => g.Public.Purpose).ToFrozenDictionary(static g => g.Key, static g => g.Last());
    }

    public ImmutableArray<HeldGeneration> All { get; }

    public ImmutableArray<KeyGeneration> Generations { get; }

    public HeldGeneration Newest(KeyPurpose purpose) => newest[purpose];

    public HeldGeneration? Find(KeyPurpose purpose, int number) => held.GetValueOrDefault((purpose, number));

    public HeldGeneration? Find(KeyGeneration key) => Find(key.Purpose, key.Number) is { } found && found.Public.Is(key) ? found : null;
}
