using Writ.Authority.Tokens;

namespace Writ.Authority.OAuth;

/// <summary>What came of looking for something to bind a writ to.</summary>
internal abstract record PresenterBindingResult
{
    private PresenterBindingResult()
    {
    }

    /// <summary>There is something.</summary>
    /// <param name="Binding">What it is, and what the transaction that issues the writ has to check and take.</param>
    public sealed record Bound(WritBinding Binding) : PresenterBindingResult;

    /// <summary>There is nothing, or what is there proves nothing.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : PresenterBindingResult;
}
