using System.Collections.Immutable;
using Writ.Spiffe;
using Writ.Testing;

namespace Writ.Domain.Tests.Journaling;

public sealed class ContainmentKeyTests
{
    private static readonly Digest256 Somebody = Digest256.Sha256("somebody"u8);

    [Theory]
    [InlineData("write", Effects.Write | Effects.Destructive | Effects.Execute)]
    [InlineData("destructive", Effects.Destructive)]
    [InlineData("execute", Effects.Execute)]
    [InlineData("egress", Effects.Egress)]
    public void Stopping_EachSetOfEffects_HoldsAFreezeExactlyWhenItStopsOne(string name, Effects stops)
    {
        var (all, here, elsewhere) = (ContainmentKey.Freeze(name)!.Value, ContainmentKey.Freeze($"{name}@{Samples.Server}")!.Value, ContainmentKey.Freeze($"{name}@elsewhere")!.Value);
        for (var bits = 1; bits < 32; bits++)
        {
            var keys = ContainmentKey.Stopping(Action((Effects)bits));
            var stopped = ((Effects)bits & stops) != Effects.None;
            Assert.Equal((stopped, stopped, false), (keys.Contains(all), keys.Contains(here), keys.Contains(elsewhere)));
            Assert.Contains(ContainmentKey.Server(Samples.Server), keys);
        }
    }

    [Fact]
    public void Stopping_ToolThatNobodyClassified_IsStoppedByAFreezeOnWriting() =>
        Assert.Contains(ContainmentKey.Freeze("write")!.Value, ContainmentKey.Stopping(Action(Effects.Unclassified)));

    [Theory]
    [InlineData("")]
    [InlineData("read")]
    [InlineData("Write")]
    [InlineData("write ")]
    [InlineData("@files")]
    [InlineData("write@")]
    [InlineData("write@a@b")]
    [InlineData("write@Not A Name")]
    public void Freeze_OfWhatIsNone_IsNull(string text) => Assert.Null(ContainmentKey.Freeze(text));

    [Fact]
    public void Stopping_AnActor_NamesItsSubjectOnlyWhenThereIsOne()
    {
        var actor = new Actor(SpiffeId.Parse("spiffe://probe.example/agent/worker/1"), Slug.Parse("worker"), Assurance.SeparateUid, Binding.Socket, []);
        ImmutableArray<ContainmentKey> alone = [ContainmentKey.Everything, ContainmentKey.Agent(actor.Agent), ContainmentKey.Instance(actor.Instance)];
        Assert.Equal(alone, ContainmentKey.Stopping(actor, default));
        Assert.Equal([.. alone, ContainmentKey.Subject(Somebody)], ContainmentKey.Stopping(actor, Somebody));
    }

    private static ActionRequest Action(Effects effects)
    {
        Assert.True(ActionName.TryCreate(Samples.Server, "act", out var name));
        return new ActionRequest(
            name, effects, new ResourceRef(ResourceRef.Tool, name.ToString(), ImmutableSortedDictionary<string, string>.Empty), new Destination("server", "files"), "{}"u8.ToArray(), 0..0, default);
    }
}
