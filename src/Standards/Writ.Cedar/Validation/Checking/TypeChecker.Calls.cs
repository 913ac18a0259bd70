using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

// The functions of the extension types.
internal sealed partial class TypeChecker
{
    private Answer Call(Expr.Call e, CapabilitySet held)
    {
        var isSound = true;
        if (!Enum.IsDefined(e.Function))
        {
            context.Tell(ValidationKind.UndefinedFunction, e, () => ($"found the unknown function number {(int)e.Function}", null));
            foreach (var argument in e.Arguments) Check(argument, held);
            return Answer.Wrong();
        }

        var signature = ExtensionSignature.Of(e.Function);
        if (IsMalformed(e))
        {
            foreach (var argument in e.Arguments) Check(argument, held);
            return Answer.Wrong(signature.Result);
        }

        for (var i = 0; i < e.Arguments.Length; i++)
            isSound &= Check(e.Arguments[i], held, Expectation.Of(signature.Arguments[i])).IsSound;
        return Answer.Of(signature.Result).After(isSound);
    }

    private bool IsMalformed(Expr.Call e)
    {
        var name = ExtensionFunctions.NameOf(e.Function);
        var isConstructor = ExtensionFunctions.IsConstructor(e.Function);
        var isMalformed = false;
        if (e.Arguments.Length != ExtensionFunctions.Arity(e.Function))
        {
            // The receiver of a method is an argument here, but not to whoever wrote the policy.
            var receiver = isConstructor ? 0 : 1;
            Refuse(ValidationKind.WrongArgumentCount, $"found {Math.Max(0, e.Arguments.Length - receiver)} arguments of `{name}`, expected {ExtensionFunctions.Arity(e.Function) - receiver}");
        }

        if (!isConstructor) return isMalformed;
        if (e.Arguments is [Expr.Literal { Value.Kind: ValueKind.String } text] && e.Constant.Kind == ValueKind.None)
            Refuse(ValidationKind.MalformedArgument, $"found {MessageText.Quote(text.Value.String)}, which is no `{name}`");
        if (IsStrict && !e.Arguments.All(argument => argument is Expr.Literal))
            Refuse(ValidationKind.NonLiteralConstructor, $"found `{name}` of a computed value, expected a literal", "declare the attribute as an extension type, so that the data carries the value");
        return isMalformed;

        void Refuse(ValidationKind kind, string message, string? hint = null)
        {
            isMalformed = true;
            context.Tell(kind, e, () => (message, hint));
        }
    }
}
