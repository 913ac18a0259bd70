namespace Writ.Domain;

/// <summary>Why, in the text for the remote party: a stable code with a page in `docs/errors/`, the rule that spoke, and the smallest change that would let it pass.</summary>
/// <param name="Code">As in `W3104`.</param>
/// <param name="Rule">The policy id or the name of the law.</param>
/// <param name="Text">One line, lower case, no final period.</param>
/// <param name="Fix">The smallest change that would let it pass; one line.</param>
public sealed record Reason(string Code, string Rule, string Text, string Fix);
