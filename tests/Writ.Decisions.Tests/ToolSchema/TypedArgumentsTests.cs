using System.Text;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Decisions.Tests.ToolSchema;

/// <summary>Arguments become what their type says, exactly, or nothing at all.</summary>
public sealed class TypedArgumentsTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "5", "5")]
    [InlineData("""{"type":"integer"}""", "5.0", "5")]
    [InlineData("""{"type":"integer"}""", "5e2", "500")]
    [InlineData("""{"type":"integer"}""", "-9007199254740992", "-9007199254740992")]
    [InlineData("""{"type":"number"}""", "5", "decimal(\"5.0\")")]
    [InlineData("""{"type":"number"}""", "0.1250", "decimal(\"0.125\")")]
    [InlineData("""{"type":"number"}""", "12.5e1", "decimal(\"125.0\")")]
    [InlineData("""{"type":"number"}""", "-0.0001", "decimal(\"-0.0001\")")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-01T09:30:00Z\"", "datetime(\"2026-01-01T09:30:00.000Z\")")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-01t10:30:00.5000+01:00\"", "datetime(\"2026-01-01T09:30:00.500Z\")")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-01-01\"", "datetime(\"2026-01-01T00:00:00.000Z\")")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P1DT2H3M4S\"", "duration(\"93784000ms\")")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P2W\"", "duration(\"1209600000ms\")")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.0.0.1\"", "ip(\"10.0.0.1/32\")")]
    [InlineData("""{"type":"string","format":"ipv6"}""", "\"::ffff:10.0.0.1\"", "ip(\"::ffff:a00:1/128\")")]
    [InlineData("""{"type":"array","items":{"type":"number"}}""", "[1,null,1.0]", "[decimal(\"1.0\")]")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":1,"b":null}""", "[{\"key\": \"a\", \"value\": 1}]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"a":"x","more":1}""", "{\"a\": \"x\"}")]
    public void ReadArguments_ValueOfItsType_IsRead(string schema, string json, string expected)
    {
        var input = Read(schema, json, out _)!;
        var user = EntityUid.Of("User", "u");
        var policies = PolicySet.Parse($"permit(principal, action, resource) when {{ context.x == {expected} }};");
        var response = Authorizer.Authorize(new CedarRequest(user, user, user, input), policies, EntityStore.Of());
        Assert.True(response.Decision == CedarDecision.Allow, input.ToString());
    }

    [Theory]
    [InlineData("""{"type":"integer"}""", "5.5")]
    [InlineData("""{"type":"integer"}""", "9007199254740993")]
    [InlineData("""{"type":"integer"}""", "1e300")]
    [InlineData("""{"type":"integer"}""", "1e-300")]
    [InlineData("""{"type":"integer"}""", "1e99999999999")]
    [InlineData("""{"type":"integer"}""", "\"5\"")]
    [InlineData("""{"type":"number"}""", "0.00001")]
    [InlineData("""{"type":"number"}""", "922337203685477.5808")]
    [InlineData("""{"type":"string"}""", "5")]
    [InlineData("""{"type":"boolean"}""", "\"true\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"tomorrow\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-01T09:30:00.0001Z\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-01T09:30:00.Z\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-02-30T09:30:00Z\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P1Y\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P1M\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"PT\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"PT1M1H\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"1h\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P1DT\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P1H\"")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"P99999999999999999999W\"")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.0.0.0/8\"")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.0.0.1:80\"")]
    [InlineData("""{"type":"string","format":"ipv6"}""", "\"::ffff:10.0.0.300\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[\"a\"]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "{}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":"b"}""")]
    public void ReadArguments_ValueOfAnotherType_IsRefusedByName(string schema, string json)
    {
        Assert.Null(Read(schema, json, out var member));
        Assert.StartsWith("x", member, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadArguments_RequiredButMissing_IsRefused()
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""{"type":"object","properties":{"o":{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}}}"""), out _);
        Assert.Null(vocabulary.ReadArguments(Tools.Named("t"), """{"o":{"x":null}}"""u8, out var member));
        Assert.Equal("o.x", member);
    }

    [Fact]
    public void ReadArguments_OpaqueValues_AreEqualWhenWrittenAlike()
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""{"type":"object","properties":{"a":{},"b":{},"c":{}}}"""), out _);
        var input = vocabulary.ReadArguments(Tools.Named("t"), """{"a":{"k":1},"b":{"k":1},"c":{"k":2}}"""u8, out _)!;
        Assert.True(input.TryGet("a", out var a) & input.TryGet("b", out var b) & input.TryGet("c", out var c));
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        Assert.Null(Tools.Violation(vocabulary, "t", input));
    }

    [Theory]
    [InlineData("""{"amount":5}""", true)]
    [InlineData("""{"amount":5.0}""", true)]
    [InlineData("""{"amount":50}""", false)]
    public void Decide_WithTheVocabulary_ReadsArgumentsByTheirTypes(string arguments, bool allowed)
    {
        var vocabulary = Tools.Vocabulary(Tools.One("""{"type":"object","properties":{"amount":{"type":"number"}},"required":["amount"]}""", "read_text_file"), out _);
        var release = Given.Release("permit(principal, action == Writ::Action::\"files/read_text_file\", resource) when { context.input.amount.lessThan(decimal(\"10.0\")) };");
        var point = new DecisionPointCompiler(vocabulary).Compile(release, out _)!;
        var decision = point.Decide(Given.Call(arguments: arguments));
        Assert.Equal(allowed ? Domain.Verdict.Allow : Domain.Verdict.Deny, decision.Verdict);
        Assert.Equal("W3105", point.Decide(Given.Call(arguments: """{"amount":"5"}""")).Reasons[0].Code);
    }

    private static CedarRecord? Read(string schema, string json, out string member)
    {
        var vocabulary = Tools.Vocabulary(Tools.OfX(schema), out _);
        var input = vocabulary.ReadArguments(Tools.Named("t"), Encoding.UTF8.GetBytes($$"""{"x":{{json}}}"""), out member);
        if (input is not null) Assert.Null(Tools.Violation(vocabulary, "t", input));
        return input;
    }
}
