namespace Writ.Authority.Releases.Signing;

/// <summary>Which sequence numbers count in a judgement.</summary>
internal enum SequenceRule
{
    /// <summary>Those above the one in force: what was signed before is older.</summary>
    Above = 0,

    /// <summary>Any: an operator asks by name for what was in force before. The activation gets the next number.</summary>
    Any,
}
