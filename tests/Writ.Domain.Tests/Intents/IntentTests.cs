using System.Collections.Immutable;

namespace Writ.Domain.Tests.Intents;

public sealed class IntentTests
{
    private static readonly Intent Intent = new()
    {
        Name = Slug.Parse("resolve-ticket"),
        Purpose = "resolve one ticket",
        Owner = "support",
        Tier = Tier.Medium,
        Parameters =
        [
            new IntentParameter("ticket", ParameterType.String, Required: true, MaxLength: 8),
            new IntentParameter("count", ParameterType.Long, Required: true),
            new IntentParameter("urgent", ParameterType.Bool, Required: false),
        ],
        Deadline = Intent.LongestDeadline,
        Idle = Intent.DefaultIdle,
        Budget = new Budget(1, 0, 0),
        Ceiling = Scope.Nothing,
    };

    [Fact]
    public void Bind_AllGiven_BindsTheTypedValues()
    {
        var values = Bound(("ticket", "T-1"), ("count", "-7"), ("urgent", "true"));
        Assert.Equal(["count", "ticket", "urgent"], values.Keys);
        Assert.Equal(new ParameterValue.Text("T-1"), values["ticket"]);
        Assert.Equal(new ParameterValue.Number(-7), values["count"]);
        Assert.Equal(new ParameterValue.Truth(true), values["urgent"]);
    }

    [Fact]
    public void Bind_OptionalLeftOut_IsAbsentRatherThanMadeUp() => Assert.Equal(["count", "ticket"], Bound(("ticket", ""), ("count", "0")).Keys);

    [Fact]
    public void Bind_EverythingWrong_SaysAllAtOnceWithoutAnyValue()
    {
        var problems = Problems(("ticket", "planted-secret"), ("urgent", "planted"), ("extra", "planted"), ("Ticket", "planted"));
        Assert.Equal(
        [
            "parameter `ticket` is longer than 8 characters",
            "parameter `count` is missing: give it as `--param count=VALUE`",
            "parameter `urgent` is not a bool",
            "intent `resolve-ticket` has no parameter `Ticket`",
            "intent `resolve-ticket` has no parameter `extra`",
        ],
        problems);
        Assert.All(problems, static p => Assert.DoesNotContain("planted", p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("planted secret")]
    [InlineData("planted\nsecond line")]
    [InlineData("planted\u001b[31m")]
    [InlineData("")]
    public void Bind_UnknownNameThatIsNoIdentifier_IsNotRepeated(string name) =>
        Assert.Equal(
            ["intent `resolve-ticket` has no parameter of a name that is not an identifier: use letters, digits and `_`"],
            Problems(("ticket", "T"), ("count", "1"), (name, "x")));

    [Fact]
    public void Bind_UnknownNameLongerThanAName_IsNotRepeated() =>
        Assert.DoesNotContain("aaaa", Assert.Single(Problems(("ticket", "T"), ("count", "1"), (new string('a', 1_000_000), "x"))), StringComparison.Ordinal);

    [Fact]
    public void Bind_LongestAndLonger_AcceptsTheLongestOnly()
    {
        Assert.Equal(new ParameterValue.Text("12345678"), Bound(("ticket", "12345678"), ("count", "1"))["ticket"]);
        Assert.Single(Problems(("ticket", "123456789"), ("count", "1")));
    }

    [Fact]
    public void Bind_ParameterOfNoType_IsRefused()
    {
        var untyped = Intent with { Parameters = [new IntentParameter("x", ParameterType.None, Required: true)] };
        Assert.IsType<ParameterBinding.Refused>(untyped.Bind(new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "1" }));
    }

    [Fact]
    public void AttributeOf_TwoNames_AreTwoIdentifiers()
    {
        Assert.Equal("resolve_ticket", Intent.AttributeOf(Intent.Name));
        Assert.True(ResourcePattern.IsIdentifier(Intent.AttributeOf(Slug.Parse("a-1--b"))));
        Assert.NotEqual(Intent.AttributeOf(Slug.Parse("a-b")), Intent.AttributeOf(Slug.Parse("ab")));
    }

    private static ImmutableSortedDictionary<string, ParameterValue> Bound(params (string Name, string Text)[] given) =>
        Assert.IsType<ParameterBinding.Bound>(Bind(given)).Values;

    private static ImmutableArray<string> Problems(params (string Name, string Text)[] given) =>
        Assert.IsType<ParameterBinding.Refused>(Bind(given)).Problems;

    private static ParameterBinding Bind((string Name, string Text)[] given) =>
        Intent.Bind(given.ToDictionary(static g => g.Name, static g => g.Text, StringComparer.Ordinal));
}
