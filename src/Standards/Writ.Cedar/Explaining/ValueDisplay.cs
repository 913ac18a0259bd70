namespace Writ.Cedar.Explaining;

/// <summary>How an explanation shows the values of a request.</summary>
public enum ValueDisplay
{
    /// <summary>By their types only, so that the text may go where the values may not. Ids of entities count as values.</summary>
    Redacted,

    /// <summary>As they are.</summary>
    Shown,
}
