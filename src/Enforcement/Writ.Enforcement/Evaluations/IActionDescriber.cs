using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Describes an action of a zone from its name and arguments alone, without a message that would be forwarded. What it does and where its data goes comes from the release, never from who asks.</summary>
public interface IActionDescriber
{
    /// <summary>The action with its facts, or why it is none; null when the name is not one of this zone's.</summary>
    ValueTask<Description?> DescribeAsync(Authentication.Named who, ReleaseInForce release, ActionQuestion question, CancellationToken cancellationToken);
}
