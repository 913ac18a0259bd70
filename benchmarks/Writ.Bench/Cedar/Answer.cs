namespace Writ.Bench.Cedar;

/// <summary>What an engine answered to one request.</summary>
/// <param name="Allowed">The decision.</param>
/// <param name="Reasons">The determining policies, in order of their names.</param>
/// <param name="Errors">The policies that errored, in order of their names.</param>
internal sealed record Answer(bool Allowed, string[] Reasons, string[] Errors)
{
    /// <summary>The answer as one line, which answers alike have alike.</summary>
    public override string ToString() => $"{(Allowed ? "allow" : "deny")} [{string.Join(' ', Reasons)}] [{string.Join(' ', Errors)}]";
}
