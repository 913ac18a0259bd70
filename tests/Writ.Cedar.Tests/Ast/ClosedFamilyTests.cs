using Writ.Cedar.Ast;
using Writ.Cedar.Partial;
using Writ.Cedar.Schema;

namespace Writ.Cedar.Tests.Ast;

/// <summary>Lists the cases of each closed family: whoever adds one finds here that every switch over it must learn it.</summary>
public sealed class ClosedFamilyTests
{
    [Theory]
    [InlineData(typeof(Expr), "And Attribute Binary Call Has If Is Like Literal Or RecordLiteral SetLiteral Unary Var")]
    [InlineData(typeof(ScopeConstraint), "Any Equal EqualSlot In InAny InSlot Is IsIn IsInSlot")]
    [InlineData(typeof(SchemaType), "Entity Record Scalar Set")]
    [InlineData(typeof(Residual), "And Attribute Binary Call Error Has If Is Kept Like Or Record Set Unary Value Var")]
    [InlineData(typeof(TypeNode), "BuiltIn Common Entity Named Record Set")]
    public void Family_Cases_AreTheseAndSealed(Type family, string cases)
    {
        var nested = family.GetNestedTypes().Where(type => type.IsSubclassOf(family)).ToArray();
        Assert.Equal(cases, string.Join(' ', nested.Select(type => type.Name).Order(StringComparer.Ordinal)));
        Assert.All(nested, type => Assert.True(type.IsSealed));
        Assert.DoesNotContain(family.Assembly.GetTypes(), type => type.IsSubclassOf(family) && !nested.Contains(type));
    }
}
