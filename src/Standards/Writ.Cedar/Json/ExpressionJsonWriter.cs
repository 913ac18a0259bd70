using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Stacks;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Writes expressions in the JSON form: every node an object with one key.</summary>
internal sealed class ExpressionJsonWriter(Utf8JsonWriter json)
{
    public void Write(Expr expression)
    {
        if (!AmpleStack.IsHere)
        {
            AmpleStack.Run((Writer: this, Expression: expression), static rest => rest.Writer.Write(rest.Expression));
            return;
        }

        json.WriteStartObject();
        WriteNode(expression);
        json.WriteEndObject();
    }

    private void WriteNode(Expr expression)
    {
        switch (expression)
        {
            case Expr.Literal e:
                Value(e.Value);
                break;
            case Expr.Var e:
                json.WriteString("Var", NodeKeys.NameOf(e.Name));
                break;
            case Expr.Unary e:
                json.WriteStartObject(NodeKeys.NameOf(e.Operator));
                Part("arg", e.Operand);
                json.WriteEndObject();
                break;
            case Expr.Binary e:
                Two(NodeKeys.NameOf(e.Operator), e.Left, e.Right);
                break;
            case Expr.And e:
                Two("&&", e.Left, e.Right);
                break;
            case Expr.Or e:
                Two("||", e.Left, e.Right);
                break;
            case Expr.If e:
                json.WriteStartObject("if-then-else");
                Part("if", e.Condition);
                Part("then", e.Then);
                Part("else", e.Else);
                json.WriteEndObject();
                break;
            case Expr.Attribute e:
                json.WriteStartObject(".");
                Part("left", e.Target);
                json.WriteString("attr", e.Name);
                json.WriteEndObject();
                break;
            case Expr.Has e:
                Has(e);
                break;
            case Expr.Like e:
                Like(e);
                break;
            case Expr.Is e:
                json.WriteStartObject("is");
                Part("left", e.Target);
                json.WriteString("entity_type", e.Type);
                if (e.In is not null) Part("in", e.In);
                json.WriteEndObject();
                break;
            case Expr.SetLiteral e:
                List("Set", e.Items);
                break;
            case Expr.RecordLiteral e:
                json.WriteStartObject("Record");
                foreach (var (name, value) in e.Fields) Part(name, value);
                json.WriteEndObject();
                break;
            case Expr.Call e:
                List(ExtensionFunctions.NameOf(e.Function), e.Arguments);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Part(string key, Expr expression)
    {
        json.WritePropertyName(key);
        Write(expression);
    }

    private void Two(string key, Expr left, Expr right)
    {
        json.WriteStartObject(key);
        Part("left", left);
        Part("right", right);
        json.WriteEndObject();
    }

    private void List(string key, ImmutableArray<Expr> items)
    {
        json.WriteStartArray(key);
        foreach (var item in items) Write(item);
        json.WriteEndArray();
    }

    private void Has(Expr.Has e)
    {
        json.WriteStartObject("has");
        Part("left", e.Target);
        if (e.Path.Length == 1)
        {
            json.WriteString("attr", e.Path[0]);
        }
        else
        {
            json.WriteStartArray("attr");
            foreach (var name in e.Path) json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // One literal for each character, as the official writer has it.
    private void Like(Expr.Like e)
    {
        json.WriteStartObject("like");
        Part("left", e.Target);
        json.WriteStartArray("pattern");
        for (var i = 0; i < e.Pattern.Parts.Length; i++)
        {
            if (i > 0) json.WriteStringValue("Wildcard");
            foreach (var rune in e.Pattern.Parts[i].EnumerateRunes())
            {
                json.WriteStartObject();
                json.WriteString("Literal", rune.ToString());
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A set, record or extension value is no literal of the language; it is written as what makes it.
    private void Value(CedarValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                json.WriteBoolean("Value", value.Bool);
                break;
            case ValueKind.Long:
                json.WriteNumber("Value", value.Bits);
                break;
            case ValueKind.String:
                json.WriteString("Value", value.String);
                break;
            case ValueKind.Entity:
                json.WriteStartObject("Value");
                EntityUidJson.Write(json, "__entity", value.Entity);
                json.WriteEndObject();
                break;
            case ValueKind.Set:
                json.WriteStartArray("Set");
                foreach (var item in value.Set) Write(new Expr.Literal(item, default));
                json.WriteEndArray();
                break;
            case ValueKind.Record:
                json.WriteStartObject("Record");
                foreach (var (name, field) in value.Record) Part(name, new Expr.Literal(field, default));
                json.WriteEndObject();
                break;
            case ValueKind.Decimal:
                Constructor("decimal", DecimalValue.FromScaled(value.Bits).ToString());
                break;
            case ValueKind.IpAddress:
                Constructor("ip", value.Ip.ToString());
                break;
            case ValueKind.Duration:
                Constructor("duration", new DurationValue(value.Bits).ToString());
                break;
            case ValueKind.Datetime:
                json.WriteStartArray("offset");
                json.WriteStartObject();
                Constructor("datetime", "1970-01-01");
                json.WriteEndObject();
                json.WriteStartObject();
                Constructor("duration", new DurationValue(value.Bits).ToString());
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Constructor(string function, string argument)
    {
        json.WriteStartArray(function);
        json.WriteStartObject();
        json.WriteString("Value", argument);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
