using System.Collections.Immutable;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>One action.</summary>
/// <param name="Uid">The action.</param>
/// <param name="Groups">The action groups it is directly in.</param>
/// <param name="PrincipalTypes">The types of principals it applies to; none when it applies to nothing.</param>
/// <param name="ResourceTypes">The types of resources it applies to; none when it applies to nothing.</param>
/// <param name="Context">The context it is asked with.</param>
public sealed record SchemaAction(
    EntityUid Uid,
    ImmutableArray<EntityUid> Groups,
    ImmutableArray<string> PrincipalTypes,
    ImmutableArray<string> ResourceTypes,
    SchemaType.Record Context);
