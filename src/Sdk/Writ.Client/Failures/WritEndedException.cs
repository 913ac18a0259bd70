namespace Writ.Client;

/// <summary>The task is over for this client: it was completed or its writ was taken back, or what the instance works at now is another task.</summary>
public sealed class WritEndedException : WritException
{
    internal WritEndedException(string text)
        : base("W2478", text, "open a new task, or take up the one that lives")
    {
    }
}
