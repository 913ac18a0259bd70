using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation;

/// <summary>One kind of request the schema allows: an action, with a type of principal and a type of resource it applies to.</summary>
internal sealed record RequestEnvironment(CedarType.Entity Principal, EntityUid Action, CedarType.Entity Resource, CedarType.Record Context);
