namespace Writ.Cedar.Validation;

/// <summary>What is wrong, or merely odd, about a policy.</summary>
public enum ValidationKind
{
    /// <summary>Error: the schema declares no such entity type.</summary>
    UnrecognizedEntityType,

    /// <summary>Error: the schema declares no such action.</summary>
    UnrecognizedAction,

    /// <summary>No action of the schema applies to the scope: an error or a warning, see <see cref="ValidationProfile"/>.</summary>
    InvalidActionApplication,

    /// <summary>Error: an operand is of a type its operator does not take.</summary>
    UnexpectedType,

    /// <summary>Error: two types that must agree have nothing in common.</summary>
    IncompatibleTypes,

    /// <summary>Error: the type has no such attribute.</summary>
    UnsafeAttribute,

    /// <summary>Error: the attribute may be absent, and no <c>has</c> guards the access.</summary>
    UnsafeOptionalAttribute,

    /// <summary>Error: the tag may be absent, and no <c>hasTag</c> with the same key guards the access.</summary>
    UnsafeTag,

    /// <summary>Error: entities of the type have no tags.</summary>
    NoTagsAllowed,

    /// <summary>Error: there is no such function. Only a policy built in code can have it: the parser knows the functions.</summary>
    UndefinedFunction,

    /// <summary>Error: a function is called with too many or too few arguments.</summary>
    WrongArgumentCount,

    /// <summary>Error: the text given to an extension constructor is malformed.</summary>
    MalformedArgument,

    /// <summary>Error, when strict: the type of the members of <c>[]</c> is unknown.</summary>
    EmptySet,

    /// <summary>Error, when strict: an extension constructor is given something else than a literal.</summary>
    NonLiteralConstructor,

    /// <summary>Error: the id is not among those of its enumerated type.</summary>
    InvalidEnumEntity,

    /// <summary>Error, when a level is asked: more entities in a row are looked into, or an entity literal is.</summary>
    EntityDereferenceLevel,

    /// <summary>Error: a node that no parser makes.</summary>
    Internal,

    /// <summary>Error: the policy needs more work than <see cref="ValidationOptions.MaxSteps"/>, or is nested too deep.</summary>
    TooComplex,

    /// <summary>Warning: the policy holds for no request that keeps to the schema.</summary>
    ImpossiblePolicy,

    /// <summary>Warning: a string mixes scripts, such as Latin and Cyrillic.</summary>
    MixedScriptString,

    /// <summary>Warning: a name or id mixes scripts.</summary>
    MixedScriptIdentifier,

    /// <summary>Warning: a string holds characters that reorder the text around them.</summary>
    BidiString,

    /// <summary>Warning: a name or id holds characters that reorder the text around them.</summary>
    BidiIdentifier,

    /// <summary>Warning: a name or id holds a character that UTS 39 does not allow in identifiers.</summary>
    ConfusableIdentifier,

    /// <summary>Warning: a name or id is of another script and looks like one in ASCII.</summary>
    LookAlikeIdentifier,

    /// <summary>Warning: the <c>@id</c> of the policy looks like that of another.</summary>
    LookAlikePolicyId,
}
