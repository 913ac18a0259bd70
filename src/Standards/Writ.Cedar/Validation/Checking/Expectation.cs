using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What an operator takes: the test, the words for it, and what people mean who write something else.</summary>
internal sealed class Expectation(string words, Func<CedarType, bool> fits, Func<CedarType, string?>? hint = null)
{
    private const string UseLike = "a string is looked into with `like`";
    private const string UseContains = "a set is asked with `contains`, `containsAll` or `containsAny`";

    public static Expectation Bool { get; } = new("Bool", type => type is CedarType.Bool);

    public static Expectation Long { get; } = new("Long", type => type == CedarType.Scalar.Long, type =>
        type == CedarType.Scalar.String ? "strings cannot be joined"
        : type is CedarType.Set ? "sets cannot be united or subtracted"
        : null);

    public static Expectation String { get; } = new("String", type => type == CedarType.Scalar.String, type =>
        type is CedarType.Entity ? "the type of an entity is asked for with `is`" : null);

    public static Expectation Set { get; } = new("Set", type => type is CedarType.Set, type => type switch
    {
        CedarType.Entity => "membership in the hierarchy is asked for with `in`",
        CedarType.Record => "an attribute is asked for with `has`",
        _ => type == CedarType.Scalar.String ? UseLike : null,
    });

    public static Expectation Entity { get; } = new("an entity", type => type is CedarType.Entity, type =>
        type is CedarType.Set ? UseContains : null);

    public static Expectation EntityOrRecord { get; } = new("Record or an entity", type => type is CedarType.Entity or CedarType.Record, type =>
        type is CedarType.Set ? UseContains : type == CedarType.Scalar.String ? UseLike : null);

    public static Expectation EntityOrEntities { get; } = new("an entity or Set of entities", IsEntityOrEntities, type =>
        type is CedarType.Set ? UseContains : type == CedarType.Scalar.String ? UseLike : null);

    public static Expectation Comparable { get; } = new("Long, datetime or duration", type =>
        type == CedarType.Scalar.Long || type == CedarType.Scalar.Datetime || type == CedarType.Scalar.Duration);

    public string Words { get; } = words;

    /// <summary>Exactly one type without parts.</summary>
    public static Expectation Of(CedarType.Scalar scalar) =>
        scalar == CedarType.Scalar.String ? String : scalar == CedarType.Scalar.Long ? Long : new(scalar.Name, type => type == scalar);

    public bool Fits(CedarType type) => type == CedarType.Scalar.Never || fits(type);

    public string? Hint(CedarType found) => hint?.Invoke(found);

    private static bool IsEntityOrEntities(CedarType type) => type switch
    {
        CedarType.Entity => true,
        CedarType.Set set => set.Element is CedarType.Entity || set.Element == CedarType.Scalar.Never,
        _ => false,
    };
}
