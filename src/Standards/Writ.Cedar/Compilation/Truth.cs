namespace Writ.Cedar.Compilation;

/// <summary>What a condition came to. Why it errored is asked of the interpreter afterwards, which names the place.</summary>
internal enum Truth
{
    False,
    True,
    Error,
}
