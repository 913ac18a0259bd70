using Writ.Cedar.Authorization;
using Writ.Cedar.Tests.Fuzz;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

/// <summary>What the validator takes for twice as much: counted in bytes of the whole process, since it works on a stack of its own.</summary>
[Collection(nameof(Alone))]
public sealed class WorkTests
{
    [Fact]
    public void Validate_TwiceAsManyGuards_TakesTwiceTheMemory()
    {
        _ = Allocated(20);
        Assert.InRange((double)Allocated(400) / Allocated(200), 0, 2.6);
    }

    private static long Allocated(int count)
    {
        var guards = string.Join(" && ", Enumerable.Range(0, count).Select(i => $"principal.hasTag(\"t{i}\")"));
        var uses = string.Join(" && ", Enumerable.Range(0, count).Select(i => $"principal.getTag(\"t{i}\") == \"x\""));
        var policies = PolicySet.Parse($"permit(principal is User, action == Action::\"read\", resource is Doc) when {{ {guards} && {uses} }};");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Empty(PolicyValidator.Validate(policies, Validating.Schema, new() { MaxSteps = 100 * count }).Errors);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
