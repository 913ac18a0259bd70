using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>What came of reading a subject's token.</summary>
internal abstract record SubjectReading
{
    private SubjectReading()
    {
    }

    /// <summary>It names a subject.</summary>
    /// <param name="Subject">Who it is; personal.</param>
    /// <param name="Conditions">What must hold in the transaction that opens the task.</param>
    /// <param name="Changes">What that transaction takes.</param>
    public sealed record Read(Subject Subject, ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes) : SubjectReading;

    /// <summary>It is not to be believed.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : SubjectReading;
}
