namespace Writ.Domain;

/// <summary>An action that is asked about and not asked for. All of it is the asker's word: what the action does, to what and where its data goes, its zone says from the release.</summary>
/// <param name="Action">The action's name, as in `files/read_text_file`.</param>
/// <param name="ResourceType">The type of what the asker takes the action to be done to.</param>
/// <param name="ResourceId">The id of that.</param>
/// <param name="Arguments">The JSON object of arguments; empty when there is none.</param>
public sealed record ActionQuestion(string Action, string ResourceType, string ResourceId, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>The action's name alone, never a value.</summary>
    public override string ToString() => Action;
}
