using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Writ.Contracts;

namespace Writ.Client.Tests;

public sealed class DenialTests
{
    private const string Denial = """{"decision":"deny","code":"W3107","rule":"support/own-customer","reason":"the case belongs to another customer","fix":"keep to the task","decision_id":"dec_01ABC"}""";

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[],\"isError\":true,\"_meta\":{\"writ/denial\":@}}}")]
    [InlineData("{\"content\":[],\"isError\":true,\"_meta\":{\"writ/denial\":@}}")]
    [InlineData("{\"writ/denial\":@}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001,\"message\":\"denied\",\"data\":@}}")]
    [InlineData("{\"code\":-32001,\"message\":\"denied\",\"data\":@}")]
    [InlineData("@")]
    public void TryRead_WhereWritPutsIt_IsRead(string around)
    {
        var json = around.Replace("@", Denial, StringComparison.Ordinal);
        Assert.True(WritDenial.TryRead(Encoding.UTF8.GetBytes(json), out var denial));
        Assert.Equal(new WritDenial(DenialVerdict.Deny, "W3107", "support/own-customer", "the case belongs to another customer", "keep to the task", "dec_01ABC"), denial);
        using var document = JsonDocument.Parse(json);
        Assert.True(WritDenial.TryRead(document.RootElement, out var again));
        Assert.Equal(denial, again);
        Assert.False(WritUnknownOutcome.TryRead(Encoding.UTF8.GetBytes(json), out _));
    }

    [Fact]
    public void TryRead_DocumentOfTheContract_IsRead()
    {
        var step = new DenialDocument(DenialDocument.StepUp, "W3116", "desk/owner", "an approval is needed", "ask the owner", "dec_1");
        Assert.True(WritDenial.TryRead(JsonSerializer.SerializeToUtf8Bytes(step, DenialJson.Legible.DenialDocument), out var denial));
        Assert.Equal((DenialVerdict.StepUp, null), (denial.Verdict, denial.Approval));

        Assert.True(WritDenial.TryRead(JsonSerializer.SerializeToUtf8Bytes(step with { Approval = "apr_01ABC" }, DenialJson.Legible.DenialDocument), out denial));
        Assert.Equal("apr_01ABC", denial.Approval);
        Assert.True(WritDenial.TryRead(JsonSerializer.SerializeToUtf8Bytes(step with { Approval = "apr_\u001b[2J" }, DenialJson.Legible.DenialDocument), out denial));
        Assert.Null(denial.Approval);

        var unknown = new UnknownOutcomeDocument(UnknownOutcomeDocument.Unknown, "W4014", "law/once", "the server broke", "look before trying again", "dec_2");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(unknown, DenialJson.Legible.UnknownOutcomeDocument);
        Assert.True(WritUnknownOutcome.TryRead(bytes, out var outcome));
        Assert.Equal(("W4014", "dec_2"), (outcome.Code, outcome.DecisionId));
        Assert.False(WritDenial.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"Case 42\"}]}}")]
    [InlineData("{\"error\":{\"code\":-32000,\"message\":\"broken\",\"data\":{\"said\":\"x\"}}}")]
    public void TryRead_WhatHoldsNone_IsNone(string json) => Assert.False(WritDenial.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Theory]
    [InlineData("\"decision\":\"deny\"", "\"decision\":\"allow\"")]
    [InlineData("\"decision\":\"deny\"", "\"decision\":\"deny\",\"decision\":\"deny\"")]
    [InlineData("\"decision\":\"deny\"", "\"decision\":1")]
    [InlineData("W3107", "W31077")]
    [InlineData("W3107", "W3107\\n")]
    [InlineData("keep to the task", "keep\\u001b[2J")]
    [InlineData("keep to the task", "keep\\u202eksat")]
    [InlineData("keep to the task", "")]
    [InlineData("dec_01ABC", "dec_\\u0000")]
    [InlineData("\"rule\"", "\"rules\"")]
    public void TryRead_OneThingIsWrong_IsNone(string of, string by) => Assert.False(WritDenial.TryRead(Encoding.UTF8.GetBytes(Denial.Replace(of, by, StringComparison.Ordinal)), out _));

    [Fact]
    public void TryRead_LongerThanIsRead_IsNone() =>
        Assert.False(WritDenial.TryRead(Encoding.UTF8.GetBytes($"{{\"content\":\"{new string('x', 70_000)}\",\"_meta\":{{\"writ/denial\":{Denial}}}}}"), out _));

    [Fact]
    public void TryRead_AnyBytesInIt_NeverThrowsAndStaysPlain() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Gen.Choose(0, Denial.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Denial);
            bytes[at] = (byte)value;
            return !WritDenial.TryRead(bytes, out var denial) || !denial.ToString().Any(char.IsControl);
        }));
}
