using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

/// <summary>Says why types that look alike do not agree.</summary>
internal static class TypeMismatch
{
    public static string? Hint(List<CedarType> types)
    {
        if (types.TrueForAll(type => type is CedarType.Entity)) return "different entity types never agree, even with the same attributes";
        if (types.TrueForAll(type => type is CedarType.Record)) return "records agree if they have the same attributes, of the same types, required or optional alike";
        if (types.Exists(type => type is CedarType.Record) && types.Exists(type => type is CedarType.Entity)) return "an entity is no record, even with the same attributes";
        return null;
    }
}
