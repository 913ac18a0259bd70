using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Compiles a release's policies into a decision point: all of them, or every problem at once.</summary>
public interface IDecisionPointCompiler
{
    /// <summary>The decision point; null when <paramref name="problems"/> is not empty.</summary>
    IDecisionPoint? Compile(Release release, out ImmutableArray<ReleaseProblem> problems);

    /// <summary>What is wrong with the policies by themselves, for when the rest of the release has mistakes too and all are to be told at once.</summary>
    ImmutableArray<ReleaseProblem> Check(ImmutableArray<PolicyFile> policies);

    /// <summary>The policies as far as two releases can be compared by them; asked only of policies without problems.</summary>
    ImmutableArray<PolicyOutline> Outline(ImmutableArray<PolicyFile> policies);
}
