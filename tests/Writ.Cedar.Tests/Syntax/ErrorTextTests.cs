using System.Globalization;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Json;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Syntax;

/// <summary>Whatever an error quotes was picked by whoever wrote the input; no message grows, breaks its line or hides what it says by it.</summary>
public sealed class ErrorTextTests
{
    private const string Secret = "4929-1234-5678";

    /// <summary>A secret between backticks, right-to-left overrides, line ends, a tag character and half an alphabet of private use, a long way.</summary>
    private static readonly string Hostile = string.Concat(Enumerable.Repeat($"`{Secret}`\u202e\n\r\u0000\u2028\u200b\ue000\U000e0041\u00a0 ", 20_000));

    public static TheoryData<string, Func<(string Message, string Redacted)>> Messages => new()
    {
        { "attribute of an entity", () => Evaluated(new Expr.Attribute(Principal, Hostile, default)) },
        { "attribute of a record", () => Evaluated(new Expr.Attribute(new Expr.Var(Variable.Context, default), Hostile, default)) },
        { "attribute of nobody", () => Evaluated(new Expr.Attribute(new Expr.Literal(EntityUid.Of("User", Hostile), default), "a", default)) },
        { "tag", () => Evaluated(new Expr.Binary(BinaryOperator.GetTag, Principal, new Expr.Literal(Hostile, default), default)) },
        { "extension", () => Evaluated(new Expr.Call(ExtensionFunction.Ip, [new Expr.Attribute(new Expr.Var(Variable.Context, default), "text", default)], default)) },
        { "text of an expression", () => Parsed(ValueText.Quote(Hostile) + " 1") },
        { "name in an expression", () => Parsed(new string('x', 100_000)) },
        { "reserved name", () => Parsed($"context.{new string('x', 100_000)}()") },
        { "field twice", () => Parsed($"{{{ValueText.Quote(Hostile)}: 1, {ValueText.Quote(Hostile)}: 2}}") },
        { "character that starts nothing", () => Parsed("\u202e") },
        { "value of the context", () => Read($"{{\"a\": [{Json(Hostile)}, null]}}") },
        { "key of the context", () => Read($"{{{Json(Hostile)}: null}}") },
        { "key twice", () => Read($"{{{Json(Hostile)}: 1, {Json(Hostile)}: 1}}") },
        { "type of an entity", () => Read($"{{\"a\": {{\"__entity\": {{\"type\": {Json(Hostile)}, \"id\": \"x\"}}}}}}") },
        { "function", () => Read($"{{\"a\": {{\"__extn\": {{\"fn\": {Json(Hostile)}, \"arg\": \"x\"}}}}}}") },
        { "argument", () => Read($"{{\"a\": {{\"__extn\": {{\"fn\": \"ip\", \"arg\": {Json(Hostile)}}}}}}}") },
        { "policy key", () => PolicyJson.TryRead($"{{{Json(Hostile)}: 1}}", "p", out _, out var error) ? default : (error.ToString(), error.Redacted) },
        { "entity twice", () => Entities($"[{{\"uid\": {{\"type\": \"U\", \"id\": {Json(Hostile)}}}, \"attrs\": {{}}, \"parents\": [{{\"type\": \"U\", \"id\": {Json(Hostile)}}}]}}]") },
        { "type in code", () => Thrown(() => EntityUid.Of(Hostile, "")) },
        { "entity in code", () => Thrown(() => EntityUid.Parse(Hostile)) },
        { "field twice in code", () => Thrown(() => CedarRecord.Of((Hostile, 1), (Hostile, 2))) },
        { "what the schema forbids", () => Violated(new SchemaViolation($"User::{Hostile}", $"found `{Hostile}`, expected a String")) },
        { "type that is not declared", () => Checked(new Entity(EntityUid.Of(LongType, Hostile))) },
        { "entity of another type", () => Checked(new Entity(Given.Alice, CedarRecord.Of(("friend", EntityUid.Of("T4929", "x"))))) },
        { "entity of another, long type", () => Checked(new Entity(Given.Alice, CedarRecord.Of(("friend", EntityUid.Of(LongType, "x"))))) },
        { "type that the schema has", () => Checked(new Entity(Given.Alice, CedarRecord.Of(("friend", Given.Alice), ("inner", 1)))) },
        { "attribute that is not declared", () => Checked(new Entity(Given.Alice, CedarRecord.Of(("friend", Given.Alice), (Hostile, 1)))) },
        { "parent that is not declared", () => Checked(new Entity(Given.Alice, parents: [EntityUid.Of("T4929", Hostile)])) },
        { "id that is not among those of its type", () => Checked(new Entity(EntityUid.Of("Color", Hostile))) },
        { "principal that an action does not take", () => Violated(SchemaConformance.Check(Schema, new CedarRequest(EntityUid.Of("T4929", Hostile), Given.View, Given.Alice, CedarRecord.Empty))!) },
        { "action that is not declared", () => Violated(SchemaConformance.Check(Schema, new CedarRequest(Given.Alice, EntityUid.Of("Action", Hostile), Given.Alice, CedarRecord.Empty))!) },
        { "loaded twice", () => Thrown(() => throw new EntityLoadException($"`{Hostile}` was loaded twice")) },
    };

    private static readonly string LongType = "T4929" + new string('x', 100_000);

    private static CedarSchema Schema { get; } = CedarSchema.TryParse(
        $"entity Color enum [\"red\"]; entity User = {{ friend: User, inner?: x4929 }}; entity x4929; action view appliesTo {{ principal: [User], resource: [User] }};", out var schema, out _) ? schema : throw new FormatException();

    private static Expr Principal { get; } = new Expr.Var(Variable.Principal, default);

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Message_OfHostileInput_IsShortVisibleAndRedactable(string what, Func<(string Message, string Redacted)> make)
    {
        var (message, redacted) = make();
        Assert.False(string.IsNullOrEmpty(message), what);
        Assert.InRange(message.Length, 1, 10 * ErrorText.Most);
        foreach (var rune in message.EnumerateRunes())
        {
            Assert.False(System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned, $"{what}: U+{rune.Value:x}");
            Assert.False(rune.Value == 0xFFFD, what);
        }

        Assert.DoesNotContain("4929", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("principal.none", "`User::\"alice\"` has no attribute `none`", "`...`")]
    [InlineData("ip(principal.name)", "`\"Alice\"` is no `ip`", "`...`")]
    [InlineData("1 + 9223372036854775807", "the number leaves the range of 64 bits", "the number leaves the range of 64 bits")]
    [InlineData("principal.age < \"ü 日本 😀\"", "expected Long, found String", "expected Long, found String")]
    public void Message_OfPlainInput_StaysAsItIs(string text, string message, string redacted)
    {
        var error = Given.Evaluate(text).Error;
        Assert.NotNull(error);
        Assert.Equal(message, error.Message);
        Assert.Equal(redacted, error.Redacted);
    }

    [Theory]
    [InlineData("no quotes", "no quotes")]
    [InlineData("found `a`, expected b", "found `...`, expected b")]
    [InlineData("found `a`, expected `b`", "found `...`")]
    [InlineData("found `a, cut off", "found `...`")]
    [InlineData("`", "`...`")]
    public void Redacted_OfAnyNumberOfBackticks_LeavesNothingBehindTheFirst(string message, string redacted) => Assert.Equal(redacted, ErrorText.Redacted(message));

    [Fact]
    public void Of_TextOfAnyScript_StaysReadable() => Assert.Equal("found `ü 日本 😀`", ErrorText.Of("found `ü 日本 😀`"));

    private static (string, string) Evaluated(Expr expression)
    {
        var request = new CedarRequest(Given.Alice, Given.View, Given.Photo, CedarRecord.Of(("text", Hostile)));
        var error = new Evaluator(request, Given.Store).Evaluate(expression).Error;
        return error is null ? default : (error.ToString(), error.Redacted);
    }

    private static (string, string) Parsed(string text) => Expr.TryParse(text, out _, out var errors) ? default : (errors[0].ToString(), errors[0].Redacted);

    private static (string, string) Read(string json) => ValueJson.TryReadRecord(json, out _, out var error) ? default : (error.ToString(), error.Redacted);

    private static (string, string) Entities(string json) => EntityJson.TryRead(json, out _, out var error) ? default : (error.ToString(), error.Redacted);

    private static (string, string) Violated(SchemaViolation violation) => (violation.ToString(), violation.Redacted);

    private static (string, string) Checked(Entity entity) => SchemaConformance.Check(Schema, entity) is { } violation ? Violated(violation) : default;

    private static (string, string) Thrown(Action act) => (Assert.ThrowsAny<Exception>(act).Message.Split(" (Parameter")[0], "");

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
