using Writ.Cedar.Formatting;

namespace Writ.Cedar.Tests.Formatting;

/// <summary>The check that a layout changed nothing must itself see every change.</summary>
public sealed class FidelityTests
{
    private const string Text = "@a(\"x\") permit(principal, action, resource) when { [1, 2].contains(context.n) // why\n};";

    [Theory]
    [InlineData("@a(\"x\")permit(principal,action,resource)when{[1,2,].contains(context.n)}// why\n;", true)]
    [InlineData("@a(\"y\") permit(principal, action, resource) when { [1, 2].contains(context.n) // why\n};", false)]
    [InlineData("@a(\"x\") forbid(principal, action, resource) when { [1, 2].contains(context.n) // why\n};", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) when { [2, 1].contains(context.n) // why\n};", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) when { [1, 2].contains(context.n) };", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) when { [1, 2].contains(context.n) // why not\n};", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) when { [1, 2].contains(context.n) // why\n // why\n};", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) when { [1, 2].contains(context.n) // why\n}; permit(principal, action, resource);", false)]
    [InlineData("@a(\"x\") permit(principal, action, resource) unless { [1, 2].contains(context.n) // why\n};", false)]
    public void Keeps_AnotherText_SeesEveryChange(string other, bool expected) =>
        Assert.Equal(expected, Fidelity.Keeps(CommentedTokens.Of(Text), CommentedTokens.Of(other)));
}
