namespace Writ.Domain;

/// <summary>Gives the release in force.</summary>
public interface IReleases
{
    /// <summary>The release in force now; null before the first activation, when everything is denied.</summary>
    ReleaseInForce? Current { get; }
}
