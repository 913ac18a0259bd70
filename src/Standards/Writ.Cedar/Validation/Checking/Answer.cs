using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

/// <summary>What the type checker says of an expression.</summary>
/// <param name="Type">The type; null when an error left none. An expression with an error may still have one.</param>
/// <param name="IsSound">Whether there was no error in it.</param>
/// <param name="Gained">What is known to be there when the expression is true.</param>
/// <param name="Depth">How many entities were looked into; null when no level is asked, or for a value without parts.</param>
internal readonly record struct Answer(CedarType? Type, bool IsSound, CapabilitySet Gained, Depth? Depth = null)
{
    public static Answer Of(CedarType type, Depth? depth = null) => new(type, IsSound: true, CapabilitySet.None, depth);

    public static Answer Of(CedarType type, CapabilitySet gained) => new(type, IsSound: true, gained);

    /// <summary>After an error that was told.</summary>
    public static Answer Wrong(CedarType? type = null) => new(type, IsSound: false, CapabilitySet.None);

    public bool IsTrue => ReferenceEquals(Type, CedarType.Bool.True);

    public bool IsFalse => ReferenceEquals(Type, CedarType.Bool.False);

    /// <summary>The same answer, unsound if what it rests on is; what is gained from an error is nothing.</summary>
    public Answer After(bool isSound) => isSound && IsSound ? this : this with { IsSound = false, Gained = CapabilitySet.None };
}
