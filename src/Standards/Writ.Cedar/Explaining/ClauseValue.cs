using Writ.Cedar.Values;

namespace Writ.Cedar.Explaining;

/// <summary>What a part of a clause was for this request.</summary>
/// <param name="Text">The part, as Cedar text: <c>principal.level</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ClauseValue(string Text, CedarValue Value);
