using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Whether a session may be opened, or a message that carries no authority may pass.</summary>
public abstract record SessionAdmission
{
    private SessionAdmission()
    {
    }

    /// <summary>The session may be opened.</summary>
    /// <param name="Opening">The proof, durable before the session exists.</param>
    /// <param name="Who">Who opens it.</param>
    /// <param name="Release">The release in force.</param>
    public sealed record Opened(Authorized<SessionOpening> Opening, Authentication.Named Who, ReleaseInForce Release) : SessionAdmission
    {
        /// <summary>What ends the session when it is contained.</summary>
        public required ImmutableArray<ContainmentKey> StoppedBy { get; init; }
    }

    /// <summary>The message may pass.</summary>
    /// <param name="Who">Who sent it.</param>
    /// <param name="Release">The release in force.</param>
    public sealed record Admitted(Authentication.Named Who, ReleaseInForce Release) : SessionAdmission;

    /// <summary>No.</summary>
    /// <param name="Denial">The refusal for the remote party.</param>
    /// <param name="Stage">The stage that refused.</param>
    /// <param name="Cause">Why: whoever was not refused but could not be judged has no better credential to get.</param>
    public sealed record Refused(Denial Denial, Stage Stage, Cause Cause) : SessionAdmission;
}
