using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Schema;

public sealed class SchemaTextTests
{
    private const string Sample = """
        entity Plain;

        @doc("of the namespace")
        @note
        namespace Acme {
          @t("1")
          type Address = {
            city: __cedar::String,
            @old("yes")
            "zip code"?: Long,
          };

          entity Color enum ["red", "\"green\""];

          @doc("who")
          entity User in [User, Plain] = {
            address: Address,
            friends: Set<User>,
            nested: {
              deep: Set<{}>,
            },
          } tags ipaddr;

          action read;

          action "read all";

          @k("v")
          action view in [read, "read all", Acme::Action::"read"] appliesTo {
            principal: [User],
            resource: [Plain, Color],
            context: Address
          };
        }

        """;

    [Fact]
    public void TryWrite_WhatWasRead_IsTheTextItself()
    {
        Assert.True(SchemaText.TryWrite(Read(Sample.Replace("@note", "@note(\"\")", StringComparison.Ordinal)), out var text, out var error), error?.ToString());
        Assert.Equal(Sample.Replace("@note", "@note(\"\")", StringComparison.Ordinal), text);
    }

    [Fact]
    public void TryRead_Annotations_AreKept()
    {
        var acme = Read(Sample).Namespaces[1];
        Assert.Equal([new SchemaAnnotation("doc", "of the namespace"), new SchemaAnnotation("note", "")], acme.Annotations);
        Assert.Equal([new SchemaAnnotation("t", "1")], acme.CommonTypes[0].Annotations);
        Assert.Equal([new SchemaAnnotation("old", "yes")], Assert.IsType<TypeNode.Record>(acme.CommonTypes[0].Type).Attributes[1].Annotations);
        Assert.Equal([new SchemaAnnotation("doc", "who")], acme.Entities[1].Annotations);
        Assert.Equal([new SchemaAnnotation("k", "v")], acme.Actions[2].Annotations);
    }

    [Fact]
    public void TryRead_SeveralNamesInOneDeclaration_AreSeveralDeclarations()
    {
        var document = Read("@a entity A, B { x: Long }; @b action x, y in z appliesTo { principal: A, resource: B }; action z attributes {}; entity C { __cedar: Long }; action __cedar, u in __cedar;");
        Assert.Equal(["A", "B", "C"], document.Namespaces[0].Entities.Select(entity => entity.Name));
        Assert.Equal(["x", "y", "z", "__cedar", "u"], document.Namespaces[0].Actions.Select(action => action.Id));
        Assert.All(document.Namespaces[0].Entities.Take(2), entity => Assert.Equal([new SchemaAnnotation("a", "")], entity.Annotations));
        Assert.All(document.Namespaces[0].Actions.Take(2), action => Assert.Equal("b", action.Annotations[0].Key));
    }

    [Fact]
    public void TryWrite_BuiltInCode_IsWrittenAndRead()
    {
        var document = new SchemaDocument([
            new NamespaceDeclaration("N")
            {
                Annotations = [new("bare", null)],
                CommonTypes = [new("T", new TypeNode.Record([new("x", new TypeNode.BuiltIn(ValueKind.Duration)), new("y", new TypeNode.Set(new TypeNode.Entity("E")), IsRequired: false)]))],
                Entities = [new("E") { Parents = ["E"], Tags = new TypeNode.Common("T") }, new("ipaddr")],
                Actions = [new("do it") { AppliesTo = new(["E"], ["N::E"], new TypeNode.Common("T")) }, new("idle") { Groups = ["do it"], AppliesTo = new(["E"], []) }],
            }]);
        Assert.True(SchemaText.TryWrite(document, out var text, out var error), error?.ToString());
        Assert.Equal(
            """
            @bare
            namespace N {
              type T = {
                x: __cedar::duration,
                y?: Set<E>,
              };

              entity E in [E] tags T;

              entity ipaddr;

              action "do it" appliesTo {
                principal: [E],
                resource: [N::E],
                context: T
              };

              action idle in ["do it"];
            }

            """,
            text);
        Assert.True(CedarSchema.TryParse(text, out _, out var errors), string.Join('\n', errors));
    }

    [Fact]
    public void TryWrite_CommonTypeBehindAnEntityType_IsQualified()
    {
        const string json = """{"N":{"entityTypes":{"ipaddr":{},"E":{"tags":{"type":"ipaddr"}}},"actions":{}}}""";
        Assert.True(SchemaJson.TryRead(json, out var document, out _));
        Assert.True(SchemaText.TryWrite(document, out var text, out var error), error?.ToString());
        Assert.Contains("entity E tags __cedar::ipaddr;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"N":{"commonTypes":{"T":{"type":"Record","attributes":{}}},"entityTypes":{"E":{"shape":{"type":"T"}}},"actions":{}}}""", "N.entityTypes.E.shape: found the name of a type for the attributes")]
    [InlineData("""{"N":{"commonTypes":{"E":{"type":"Long"}},"entityTypes":{"E":{},"F":{"tags":{"type":"Entity","name":"E"}}},"actions":{}}}""", "N.entityTypes.F.tags: found the entity type `E` beside a common type")]
    [InlineData("""{"N":{"entityTypes":{"F":{"tags":{"type":"Entity","name":"E"}}},"actions":{}}}""", "N.entityTypes.F.tags: found the unknown entity type `E`")]
    public void TryWrite_NoSuchForm_SaysWhereAndWhy(string json, string part)
    {
        Assert.True(SchemaJson.TryRead(json, out var document, out _));
        Assert.False(SchemaText.TryWrite(document, out _, out var error));
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryResolve_BuiltInCodeAndWrong_SaysWhere()
    {
        Assert.Equal("N: found the namespace `N` twice", Refusal(new NamespaceDeclaration("N"), new NamespaceDeclaration("N")));
        Assert.Equal("[\"a b\"]: found `a b`, expected the name of a namespace", Refusal(new NamespaceDeclaration("a b")));
        Assert.Equal("[\"\"]: found annotations on the empty namespace, expected none", Refusal(new NamespaceDeclaration("") { Annotations = [new("a", null)] }));
        Assert.Equal("N.entityTypes[\"a b\"]: found `a b`, expected an identifier", Refusal(new NamespaceDeclaration("N") { Entities = [new("a b")] }));
        Assert.Equal("N.entityTypes.E: found `E` with ids and other parts, expected ids alone", Refusal(new NamespaceDeclaration("N") { Entities = [new("E") { Ids = ["a"], Tags = new TypeNode.Named("Long") }] }));
        Assert.Equal("N.commonTypes.T.attributes.x: found the attribute `x` twice",
            Refusal(new NamespaceDeclaration("N") { CommonTypes = [new("T", new TypeNode.Record([new("x", new TypeNode.Named("Long")), new("x", new TypeNode.Named("Bool"))]))] }));
        Assert.Equal("N.actions.a.memberOf[0]: found the unknown action group `b`", Refusal(new NamespaceDeclaration("N") { Actions = [new("a") { Groups = [new("b", "not a type")] }] }));
    }

    private static string Refusal(params ReadOnlySpan<NamespaceDeclaration> namespaces)
    {
        Assert.False(new SchemaDocument([.. namespaces]).TryResolve(out _, out var error));
        return error.ToString();
    }

    private static SchemaDocument Read(string text)
    {
        Assert.True(SchemaText.TryRead(text, out var document, out var errors), string.Join('\n', errors));
        return document;
    }
}
